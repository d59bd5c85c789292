"""``python -m neuro``: the command, where the shell doesn't find `neuro`."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
