"""``python -m twinwheel_web tell``: look at every alert and send what is due. To be run once a day, by a timer."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from twinwheel_web import clock
from twinwheel_web.mine.alerts import tell


class Command(BaseCommand):
    help = (
        "Tell people what is new in the searches they saved; send the mails that are due. Never tells twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        news, mails = tell(clock.today())
        self.stdout.write(f"{news} new notices, {mails} mails")
