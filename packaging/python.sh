#!/bin/sh
# Prints the newest suitable Python (3.11 or newer) that can make virtual environments.
set -eu
suitable() {
    "$1" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null
}
for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 && suitable "$candidate" || continue
    command -v "$candidate"
    exit 0
done
echo "Python 3.11 or newer is needed; on Debian or Ubuntu: apt-get install python3 python3-venv" >&2
exit 1
