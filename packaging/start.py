"""Where the frozen program starts."""

from explorer.__main__ import run

run()
