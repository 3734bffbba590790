"""``python -m twinwheel_web COMMAND``: Django's own commands (migrate, createsuperuser …) with the portal's settings."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinwheel_web.settings")
    from django.conf import settings
    from django.core.management import execute_from_command_line

    from twinwheel.errors import TwinwheelError

    try:
        settings.TWINWHEEL.keep()
        execute_from_command_line(["twinwheel_web", *sys.argv[1:]])
    except TwinwheelError as error:
        sys.exit(f"twinwheel: {error}")


if __name__ == "__main__":
    main()
