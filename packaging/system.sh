#!/bin/sh
# Makes sure that the Debian or Ubuntu packages named as arguments are there: installs the missing
# ones when root, else says the exact command. Elsewhere it leaves the matter to the reader.
set -eu
if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "This is no Debian or Ubuntu: please see that the likes of these are installed: $*" >&2
    exit 0
fi
missing=""
for package in "$@"; do
    # Newer releases rename some libraries with a t64 ending.
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "ok installed" ||
        dpkg-query -W -f='${Status}' "${package}t64" 2>/dev/null | grep -q "ok installed" ||
        missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" -ne 0 ]; then
    echo "These system packages are missing. Please run, then try again:" >&2
    echo "    sudo apt-get install$missing" >&2
    exit 1
fi
echo "Installing system packages:$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086  # a list of names
apt-get install -y -qq --no-install-recommends $missing >/dev/null
