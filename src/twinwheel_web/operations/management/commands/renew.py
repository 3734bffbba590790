"""``python -m twinwheel_web renew``: at every start, before requests are taken."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from twinwheel_web.operations.signals import renewing


class Command(BaseCommand):
    help = "Bring what is worked out from the pack up to date, and take up work that was cut off."

    def handle(self, *args: Any, verbosity: int = 1, **options: Any) -> None:
        for _, said in renewing.send(sender=type(self)):
            if said and verbosity:
                self.stdout.write(str(said))
