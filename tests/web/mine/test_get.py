"""What the page says one can get is what ``twinwheel explain --json`` says."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from twinwheel_web import clock, pack
from twinwheel_web.accounts.actors import actor_of
from twinwheel_web.accounts.models import User
from twinwheel_web.mine import exporting
from twinwheel_web.mine.results import results_of
from twinwheel_web.mine.turning import turns
from twinwheel_web.registers.models import Subject
from twinwheel_web.registers.rows import write_register
from twinwheel_web.registers.service import file_values, standing, values_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Clients = Callable[[str | None], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The first subjects of the demo as a register the command line reads; the pack is read once for all commands."""
    monkeypatch.setattr("twinwheel.packs.read_pack", lambda folder: pack.current())
    file = tmp_path / "register.parquet"
    some = Subject.objects.filter(type="enterprise").order_by("id")[:4]
    write_register(
        file, "enterprise", ((each.code, each.name, standing(each, clock.today())) for each in some)
    )
    return file


def own() -> Subject:
    return Subject.objects.filter(organisation__memberships__user__username="enterprise-officer").order_by(
        "id"
    )[0]


@pytest.fixture
def explained(
    register: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[[Subject, date], dict[str, Any]]:
    """What the command prints for a subject on a day."""

    def run(subject: Subject, day: date) -> dict[str, Any]:
        from twinwheel.cli.main import main

        words = [
            "explain",
            str(settings.TWINWHEEL.pack),
            str(register),
            subject.code,
            "--as-of",
            day.isoformat(),
            "--json",
        ]
        capsys.readouterr()
        assert main(words) == 0
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    return run


def on_page(html: str) -> dict[str, str]:
    return dict(re.findall(r'data-measure="([^"]+)" data-is="([^"]+)"', html))


@pytest.mark.parametrize("offset", [0, 200])
def test_the_page_equals_the_command_for_several_enterprises(
    client_of: Clients, explained: Callable[[Subject, date], dict[str, Any]], offset: int
) -> None:
    client, day = client_of("zone-officer"), clock.today() + timedelta(days=offset)
    for subject in Subject.objects.filter(type="enterprise").order_by("id")[:2]:
        said = explained(subject, day)
        html = client.get(f"/mine/get/?subject={subject.pk}&as_of={day}").content.decode()
        assert on_page(html) == {each["measure"]: each["outcome"] for each in said["decisions"]}
        counts = Counter(each["outcome"] for each in said["decisions"])
        for outcome in ("eligible", "needs_review", "unknown", "ineligible"):
            assert f'data-outcome="{outcome}">{counts[outcome]}<' in html
        (yuan,) = re.findall(r'data-yuan="([^"]+)"', html)
        assert Decimal(yuan) == Decimal(said["best"]["amount_yuan"])


def test_reasons_and_ways_of_every_measure_equal_the_command(
    client_of: Clients, explained: Callable[[Subject, date], dict[str, Any]]
) -> None:
    from twinwheel_web.mine.results import shortfalls, ways_of

    subject, day = own(), clock.today()
    said = {each["measure"]: each for each in explained(subject, day)["decisions"]}
    found = results_of(subject.type, values_of(subject, day), day)
    for item in found.items:
        wanted = said[item.id]
        assert [each.verdict.value if each.verdict else None for each in item.reasons] == [
            each["verdict"] for each in wanted["criteria"]
        ]
        for mine, theirs in zip(item.reasons, wanted["criteria"], strict=True):
            assert shortfalls(mine) == [each["zh"] for each in theirs["shortfall"]]
        assert ways_of(item)[0] == [each["zh"] for each in wanted["ways"]]
        assert len(ways_of(item)[1]) == len(wanted["obstacles"])


def test_one_step_away_is_one_criterion_or_one_field() -> None:
    seen = Counter[str]()
    for subject in Subject.objects.filter(type="enterprise").order_by("id")[:12]:
        day = clock.today()
        for item in results_of(subject.type, values_of(subject, day), day).groups["nearly"]:
            seen[item.outcome] += 1
            verdicts = list(item.decision.verdicts.values())
            if item.outcome == "ineligible":
                assert verdicts.count("not_met") == 1 and "unknown" not in verdicts  # type: ignore[arg-type]
            else:
                assert len(item.missing) == 1
    assert seen["ineligible"] and seen["unknown"]


def test_a_measure_opens_as_a_page_and_as_a_fragment(client_of: Clients) -> None:
    client, found = (
        client_of("enterprise-officer"),
        results_of("enterprise", values_of(own(), clock.today()), clock.today()),
    )
    item = next(each for each in found.items if each.failed)
    page = client.get(f"/mine/get/{item.id}/")
    part = client.get(f"/mine/get/{item.id}/", headers=HTMX)
    assert (
        item.failed[0].label.zh in page.content.decode() and item.failed[0].label.zh in part.content.decode()
    )
    assert b"<html" in page.content and b"<html" not in part.content
    assert client.get("/mine/get/no-such-measure/").status_code == 404


def test_the_list_asks_the_database_little(client_of: Clients, django_assert_max_num_queries: Any) -> None:
    client = client_of("enterprise-officer")
    client.get("/mine/get/")
    with django_assert_max_num_queries(14):
        client.get("/mine/get/")


def test_a_certificate_that_ends_stands_in_the_calendar() -> None:
    subject, day = own(), clock.today()
    found = results_of(subject.type, values_of(subject, day), day)
    item = next(each for each in found.items if each.outcome == "eligible" and any(each.reasons[0].observed))
    name = next(name for reason in item.reasons for name in reason.observed)
    until = day + timedelta(days=20)
    value = standing(subject, day)[name]
    file_values(
        subject,
        {name: value},
        actor_of(User.objects.get(username="zone-officer"), None, day),
        ground="certified",
        source="x",
        until=until,
    )
    subject.refresh_from_db()
    found_turns = [each for each in turns(subject, day) if each.kind == "certificate"]
    assert {(each.day, each.fields) for each in found_turns} == {(until + timedelta(days=1), (name,))}
    assert all(each.before != each.after for each in found_turns)


def test_the_calendar_equals_the_command(register: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from twinwheel.cli.main import main

    day, seen = date(2025, 12, 1), 0
    for subject in Subject.objects.filter(type="enterprise").order_by("id")[:2]:
        words = ["calendar", str(settings.TWINWHEEL.pack), str(register), "--id", subject.code, "--json"]
        words += ["--from", str(day + timedelta(days=1)), "--to", str(day + timedelta(days=365))]
        capsys.readouterr()
        assert main(words) == 0
        said = json.loads(capsys.readouterr().out)["turns"]
        mine = [each for each in turns(subject, day) if not each.kind.startswith("window")]
        assert [(str(each.day), each.spec.id, each.before, each.after) for each in mine] == [
            (each["day"], each["measure_id"], each["before"], each["after"]) for each in said
        ]
        seen += len(said)
    assert seen


def test_the_pdf_holds_the_words_the_day_and_the_rules(client_of: Clients) -> None:
    if exporting.pdf_lacks():
        pytest.skip(exporting.pdf_lacks())
    import pypdfium2

    answer = client_of("enterprise-officer").get("/mine/get/report.pdf")
    assert answer["Content-Type"] == "application/pdf"
    document = pypdfium2.PdfDocument(answer.content)
    text = (
        "".join(page.get_textpage().get_text_range() for page in document)
        .replace("\r\n", "")
        .replace("\n", "")
    )
    found = results_of("enterprise", values_of(own(), clock.today()), clock.today())
    squeezed = text.replace(" ", "")
    for item in found.items:
        assert item.spec.title.zh.replace(" ", "") in squeezed
    assert own().code in squeezed and pack.current().hash in squeezed


def test_without_the_means_for_a_pdf_the_page_says_so(
    client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "chinese", lambda: None)
    page = client_of("enterprise-officer").get("/mine/get/report.pdf")
    assert page.status_code == 503 and "Excel" in page.content.decode()


def test_the_workbook_holds_numbers_as_numbers(client_of: Clients) -> None:
    from openpyxl import load_workbook

    subject, day = own(), clock.today()
    book = load_workbook(io.BytesIO(client_of("enterprise-officer").get("/mine/get/report.xlsx").content))
    found = results_of(subject.type, values_of(subject, day), day)
    measures, criteria, combination, origin = book.worksheets
    amounts = {row[6].value: row[2].value for row in measures.iter_rows(min_row=2)}
    assert amounts == {each.id: None if each.amount is None else float(each.amount) for each in found.items}
    assert criteria.max_row == 1 + sum(len(each.spec.criteria) for each in found.items)
    total = combination.cell(combination.max_row, 3).value
    assert isinstance(total, int | float) and Decimal(str(total)) == found.best.amount
    assert pack.current().hash in [row[1].value for row in origin.iter_rows()]


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    from django.utils import translation

    with translation.override("zh-hans"):
        yield
