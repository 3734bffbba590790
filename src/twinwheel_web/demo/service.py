"""Fills an empty portal."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from twinwheel.errors import UsageError
from twinwheel_web import clock, pack
from twinwheel_web.accounts.actors import actor_of
from twinwheel_web.accounts.models import Delegation, Membership, Organisation, User
from twinwheel_web.demo.people import AGENT, PEOPLE, Person
from twinwheel_web.registers.models import Import, Subject
from twinwheel_web.registers.taking import take_rows

SAMPLES = (
    ("示范通知", ("notice.txt",)),
    ("示范报纸：文字版与扫描件", ("newspaper.pdf", "newspaper-scan.jpg")),
)
"""Titles and files of the sample documents, in ``examples/pages`` beside the packs."""
PICTURES = (".jpg", ".png")


@transaction.atomic
def fill(rows: int, seed: int = 7, advance: Callable[[int], None] = lambda rows: None) -> None:
    """Synthetic enterprises, and everybody of ``people``. Does nothing where there are subjects already."""
    from twinwheel.registers.sample import write_sample

    if Subject.objects.exists():
        if not User.objects.filter(username=PEOPLE[0].username).exists():
            raise UsageError(
                "this portal holds a register that is not the demo's", "Choose another folder: --data."
            )
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "enterprises.parquet"
        write_sample(pack.current(), file, rows, subject="enterprise", seed=seed)
        sample = Import.objects.create(
            type="enterprise",
            file_name="虚构数据（synthetic）",
            sha256="",
            status=Import.Status.DONE,
            rows=rows,
            asked_at=clock.now(),
            ended_at=clock.now(),
        )
        sample.result = dict(take_rows(sample, file, advance))
        sample.save(update_fields=["result"])
    for person in PEOPLE:
        _add(person)
    given = Organisation.objects.get(subjects__in=_enterprise("1"))
    Delegation.objects.get_or_create(
        giver=given,
        taker=Organisation.objects.get(name=AGENT),
        scope=Delegation.Scope.FILE,
        since=clock.today(),
        until=clock.today() + timedelta(days=365),
    )


def finish(*, scans: bool = True) -> None:
    """Decide every measure for every enterprise now; put up the sample documents, which the worker reads by and by.

    Without ``scans``, only those that need no OCR.
    """
    from django.core.management import call_command

    from twinwheel_web.documents.service import add_sample
    from twinwheel_web.matches import service as matches

    if matches.newest("enterprise") is None:
        officer = User.objects.get(username="zone-officer")
        matches.start("enterprise", clock.today(), actor_of(officer, None, clock.today()))
        call_command("db_worker", batch=True, max_tasks=1, startup_delay=False, verbosity=0)
    reviewer = User.objects.get(username="zone-reviewer")
    folder = settings.TWINWHEEL.pack.parent.parent / "examples" / "pages"
    for title, names in SAMPLES:
        if (scans or not names[-1].endswith(PICTURES)) and all((folder / name).is_file() for name in names):
            add_sample([folder / name for name in names], reviewer, title)


def _add(person: Person) -> None:
    user, _ = User.objects.get_or_create(
        username=person.username,
        defaults={"first_name": person.zh, "is_superuser": person.operator, "is_staff": person.operator},
    )
    user.set_unusable_password()
    user.save()
    if person.kind is None:
        return
    name, code, subject = person.organisation, "", None
    if person.organisation.isdigit():
        subject = _enterprise(person.organisation).get()
        name, code = subject.name, subject.code
    organisation, _ = Organisation.objects.get_or_create(
        kind=person.kind, name=name, code=code, defaults={"created_at": clock.now()}
    )
    Membership.objects.get_or_create(
        user=user, organisation=organisation, role=person.role, defaults={"since": clock.today()}
    )
    if subject is not None:
        subject.organisation = organisation
        subject.save(update_fields=["organisation"])


def _enterprise(number: str) -> QuerySet[Subject]:
    """The n-th enterprise of the sample, from 1."""
    place = int(number) - 1
    return Subject.objects.filter(
        pk=Subject.objects.filter(type="enterprise").order_by("id").values_list("pk", flat=True)[place]
    )
