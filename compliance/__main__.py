"""`python -m compliance` is the command `compliance`."""

import sys

from compliance.cli import entry

if __name__ == "__main__":
    sys.exit(entry())
