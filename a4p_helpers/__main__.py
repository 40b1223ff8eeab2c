"""`python -m a4p_helpers`: the same as the `a4p` command."""

import sys

from a4p_helpers.cli import main

if __name__ == "__main__":
    sys.exit(main())
