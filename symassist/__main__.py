"""``python -m symassist`` is the command ``symassist``."""

import sys

from symassist.cli import main

if __name__ == "__main__":
    sys.exit(main())
