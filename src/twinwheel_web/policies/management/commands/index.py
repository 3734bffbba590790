"""``python -m twinwheel_web index``: put the measures of the pack into the search index."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from twinwheel_web.policies.service import index_measures


class Command(BaseCommand):
    help = "Put the measures of the pack into the search index, unless they are there already."

    def handle(self, *args: Any, **options: Any) -> None:
        count = index_measures()
        self.stdout.write("the index is up to date" if count is None else f"{count} measures indexed")
