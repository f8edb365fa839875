"""``python -m explorer`` and the ``chuhai`` command."""

import gc
import sys


def run() -> None:
    """Run the command line and leave with its exit status."""
    gc.disable()  # while modules load there is next to no garbage to look for
    from explorer.cli import main

    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
