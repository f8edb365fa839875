"""Prints the Debian package of this interpreter's shared library where that is missing: a frozen
program carries the library with it, and Debian's python3 alone comes without."""

import sys
import sysconfig
from pathlib import Path

folder = sysconfig.get_config_var("LIBDIR") or ""
places = [folder, str(Path(folder) / (sysconfig.get_config_var("MULTIARCH") or ""))]
name = sysconfig.get_config_var("INSTSONAME") or ""
if name.endswith(".a"):  # a Python built without --enable-shared can't be frozen
    sys.exit("This Python has no shared library (--enable-shared); Debian's own python3 has one.")
if not any((Path(place) / name).exists() for place in places):
    sys.stdout.write("libpython{}.{}\n".format(*sys.version_info[:2]))
