"""``python -m twinwheel`` is the command ``twinwheel``."""

import sys

from twinwheel.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
