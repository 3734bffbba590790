"""``python -m twinwheel_web match``: a new run over every type of subject there is, here and now; for the night."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from twinwheel_web import clock
from twinwheel_web.accounts.actors import NOBODY
from twinwheel_web.matches import service, tasks
from twinwheel_web.matches.models import Run
from twinwheel_web.registers.models import Subject


class Command(BaseCommand):
    help = "Decide every measure in force for every subject of the register."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--type", help="one type of subject; by default all that have any")
        parser.add_argument("--queue", action="store_true", help="leave the work to the portal's worker")

    def handle(self, *, type: str | None, queue: bool, **options: Any) -> None:
        present = Subject.objects.order_by("type").values_list("type", flat=True).distinct()
        for each in [type] if type else present:
            run = service.start(each, clock.today(), NOBODY)
            if not queue:
                tasks.run.call(run.pk)
                run = Run.objects.get(pk=run.pk)
            self.stdout.write(f"{run}: {run.rows:,} subjects")
            if run.status == Run.Status.FAILED:
                raise CommandError(run.error)
