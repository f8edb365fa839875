"""``python -m explorer`` and the ``chuhai`` command."""

import sys

from explorer.cli import main


def run() -> None:
    """Run the command line and leave with its exit status."""
    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
