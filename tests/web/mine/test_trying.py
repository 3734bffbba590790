"""What if, questions, and workbooks that come in."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from journeys.looking import CHINESE, ENGLISH
from twinwheel_web import clock, pack
from twinwheel_web.accounts.actors import actor_of
from twinwheel_web.accounts.models import User
from twinwheel_web.matches.models import Run
from twinwheel_web.mine.asking import next_question, others
from twinwheel_web.mine.results import results_of
from twinwheel_web.mine.taking_in import template
from twinwheel_web.mine.trying import choosable, offered, slider, try_values
from twinwheel_web.registers.models import Filing, Subject
from twinwheel_web.registers.rows import write_register
from twinwheel_web.registers.service import file_values, standing, values_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Clients = Callable[[str | None], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def own() -> Subject:
    return Subject.objects.filter(organisation__memberships__user__username="enterprise-officer").order_by(
        "id"
    )[0]


def turning_field() -> tuple[str, bool]:
    """A yes/no field of the own subject whose other answer changes some outcome, and that answer."""
    subject, day = own(), clock.today()
    known = standing(subject, day)
    for name, spec in choosable("enterprise").items():
        if spec.type == "bool":
            other = not known.get(name, False)
            if try_values(subject, {name: other}, day).changes:
                return name, other
    raise AssertionError("no yes/no field matters")


def test_what_if_says_what_would_differ_and_keeps_nothing(client_of: Clients) -> None:
    subject, (name, other) = own(), turning_field()
    count = Filing.objects.count()
    address = "/mine/what-if/?" + urlencode({f"v-{name}": "yes" if other else "no"})
    client = client_of("enterprise-officer")
    part = client.get(address, headers=HTMX)
    trial = try_values(subject, {name: other}, clock.today())
    assert part.context["changes"] and b"<html" not in part.content
    assert {each.now.id for each in part.context["changes"]} == {each.now.id for each in trial.changes}
    assert (
        f'name="v-{name}" value="{"yes" if other else "no"}" checked' in client.get(address).content.decode()
    )
    assert Filing.objects.count() == count
    subject.refresh_from_db()
    assert standing(subject, clock.today()) == standing(own(), clock.today())


def test_what_if_agrees_with_filing_the_same_value() -> None:
    subject, day, (name, other) = own(), clock.today(), turning_field()
    then = try_values(subject, {name: other}, day).then
    file_values(subject, {name: other}, actor_of(User.objects.get(username="enterprise-officer"), None, day))
    subject.refresh_from_db()
    now = results_of(subject.type, values_of(subject, day), day)
    assert {each.id: (each.outcome, each.amount) for each in now.items} == {
        each.id: (each.outcome, each.amount) for each in then.items
    }
    assert now.best.amount == then.best.amount


def test_a_value_that_cannot_be_is_told_and_the_rest_still_tried(client_of: Clients) -> None:
    name = next(name for name, spec in choosable("enterprise").items() if spec.type == "ratio")
    part = client_of("enterprise-officer").get(
        "/mine/what-if/?" + urlencode({f"v-{name}": "900"}), headers=HTMX
    )
    assert part.status_code == 200 and "超出" in part.content.decode()


def test_sliders_reach_the_value_and_the_thresholds_within_what_is_possible() -> None:
    day = clock.today()
    for name, spec in choosable("enterprise").items():
        if spec.type in {"number", "ratio"}:
            ends = {key: float(value) for key, value in slider("enterprise", name, spec, 0.5, day).items()}
            assert ends["low"] < ends["high"] and ends["step"] > 0
            assert ends["high"] >= (50 if spec.type == "ratio" else 0.5)
            if spec.max is not None:
                assert ends["high"] <= float(spec.max) * (100 if spec.type == "ratio" else 1)  # type: ignore[arg-type]


def test_the_fields_offered_first_matter() -> None:
    subject, day = own(), clock.today()
    found = results_of(subject.type, values_of(subject, day), day)
    names = offered(found)
    assert names and set(names) <= set(choosable("enterprise"))


# --- questions --------------------------------------------------------------------------------


def forget(subject: Subject, *, but: int = 3) -> None:
    """Take most values back, so that there is something to ask."""
    day = clock.today()
    names = list(standing(subject, day))[but:]
    file_values(
        subject, dict.fromkeys(names), actor_of(User.objects.get(username="enterprise-officer"), None, day)
    )
    subject.refresh_from_db()


def test_the_question_asked_is_the_librarys_best_and_skipping_asks_the_next() -> None:
    from twinwheel.matching.ask import ask

    subject, day = own(), clock.today()
    forget(subject)
    best = ask(pack.plan("enterprise", day), values_of(subject, day), others("enterprise", day), limit=2)
    first = next_question(subject, day)
    assert first.question is not None and first.question.field == best[0].field
    second = next_question(subject, day, [best[0].field])
    assert second.question is not None and second.question.field == best[1].field
    assert (second.left, second.skipped) == (first.left - 1, 1)


def test_once_a_run_is_done_the_questions_are_those_of_the_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from twinwheel.cli.main import main

    subject, day = own(), clock.today()
    forget(subject)
    run = Run.objects.create(
        type="enterprise",
        as_of=day,
        pack_hash=pack.current().hash,
        status=Run.Status.DONE,
        asked_at=clock.now(),
    )
    run.folder.mkdir(parents=True)
    rows = ((each.code, each.name, standing(each, day)) for each in Subject.objects.filter(type="enterprise"))
    write_register(run.register, "enterprise", rows)
    monkeypatch.setattr("twinwheel.packs.read_pack", lambda folder: pack.current())
    words = [str(settings.TWINWHEEL.pack), str(run.register), subject.code]
    capsys.readouterr()
    assert main(["ask", *words, "--as-of", day.isoformat(), "--limit", "4", "--json"]) == 0
    said = [each["field"] for each in json.loads(capsys.readouterr().out)["questions"]]
    asked: list[str] = []
    while len(asked) < 4 and (found := next_question(subject, day, asked).question):
        asked.append(found.field)
    assert asked == said


def test_answers_are_filed_until_nothing_is_open_and_not_known_is_passed_over(client_of: Clients) -> None:
    subject, client = own(), client_of("enterprise-officer")
    forget(subject)
    page = client.get("/mine/ask/")
    name = page.context["asked"].question.field
    passed = client.post("/mine/ask/", {"subject": subject.pk, "field": name, name: ""})
    assert passed.status_code == 302 and "skip=" in passed["Location"]
    page = client.post("/mine/ask/", {"subject": subject.pk, "field": name, name: _answer(name)}, follow=True)
    assert "→" in page.content.decode()
    subject.refresh_from_db()
    assert standing(subject, clock.today()).get(name) is not None
    assert page.context["asked"].question.field != name


def _answer(name: str) -> str:
    spec = pack.current().fields[name]
    lists = pack.current().code_lists
    plain = {"bool": "yes", "number": "1", "ratio": "1", "date": "2020-01-01", "codes": "[]", "text": "x"}
    return plain.get(spec.type) or lists[spec.codes or ""].codes[0].value


def test_a_wrong_answer_stays_on_the_page(client_of: Clients) -> None:
    name = next(name for name, spec in choosable("enterprise").items() if spec.type == "number")
    page = client_of("enterprise-officer").post("/mine/ask/", {"field": name, name: "several"})
    assert page.status_code == 422 and 'value="several"' in page.content.decode()


# --- workbooks --------------------------------------------------------------------------------


def upload(client: Client, content: bytes, name: str = "mine.xlsx") -> Any:
    return client.post("/mine/import/", {"file": SimpleUploadedFile(name, content)})


def filled(changes: dict[str, Any]) -> bytes:
    """The template with some values written over."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(template(own(), clock.today())))
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=2):
        if row[0].value in changes:
            row[1].value = changes[row[0].value]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_template_as_it_comes_changes_nothing(client_of: Clients) -> None:
    incoming = upload(client_of("enterprise-officer"), filled({})).context["incoming"]
    assert (incoming.differences, incoming.troubles) == ((), ())


def test_differences_are_shown_first_and_filed_when_confirmed(client_of: Clients) -> None:
    subject, client = own(), client_of("enterprise-officer")
    name, other = turning_field()
    ratio = next(name for name, spec in choosable("enterprise").items() if spec.type == "ratio")
    count = Filing.objects.count()
    page = upload(client, filled({name: "是" if other else "否", ratio: 0.1234}))
    assert page.context["incoming"].values == {name: other, ratio: 0.1234}
    assert Filing.objects.count() == count
    assert client.post("/mine/import/", {"confirmed": page.context["signed"]}).status_code == 302
    subject.refresh_from_db()
    assert standing(subject, clock.today())[ratio] == 0.1234


def test_a_certified_value_in_a_file_is_shown_and_not_filed(client_of: Clients) -> None:
    subject, (name, other) = own(), turning_field()
    actor = actor_of(User.objects.get(username="zone-officer"), None, clock.today())
    file_values(subject, {name: not other}, actor, ground="certified", source="x")
    incoming = upload(client_of("enterprise-officer"), filled({name: "是" if other else "否"})).context[
        "incoming"
    ]
    assert [(each.field, each.locked) for each in incoming.differences] == [(name, True)]
    assert incoming.values == {}


def test_a_bad_cell_is_told_by_field_and_the_others_are_taken(client_of: Clients) -> None:
    numbers = [
        name
        for name, spec in choosable("enterprise").items()
        if spec.type == "number" and not spec.band and not spec.integer
    ]
    incoming = upload(
        client_of("enterprise-officer"), filled({numbers[0]: "很多", numbers[1]: 4321.5})
    ).context["incoming"]
    assert [(each.field, each.value) for each in incoming.troubles] == [(numbers[0], "很多")]
    assert incoming.values == {numbers[1]: 4321.5}


def test_a_number_below_its_least_is_told_the_least(client_of: Clients) -> None:
    whole, any_ = (
        next(
            name
            for name, spec in choosable("enterprise").items()
            if spec.type == "number" and (spec.min, spec.max, spec.integer) == (0, None, integer)
        )
        for integer in (True, False)
    )
    incoming = upload(client_of("enterprise-officer"), filled({whole: -5, any_: -5})).context["incoming"]
    assert {each.field: each.what for each in incoming.troubles} == dict.fromkeys(
        (whole, any_), "超出允许范围：不低于 0。"
    )


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("mine.xlsx", b"not a workbook"),
        ("mine.xlsx", b"PK\x03\x04" + b"\0" * 64),
        ("mine.exe", b"MZ"),
        ("mine.csv", "统一社会信用代码,研发人员占比\nA1,0.1\nA2,0.2\n".encode()),
        ("mine.csv", "统一社会信用代码,研发人员占比\n91350100M000100Y43,0.1\n".encode()),
        ("mine.csv", b""),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_in_words(
    client_of: Clients, name: str, content: bytes, language: str
) -> None:
    client = client_of("enterprise-officer")
    client.cookies["language"] = language
    page = upload(client, content, name)
    assert page.status_code == 422
    [why] = page.context["form"].errors["file"]
    assert language == "en" or (not ENGLISH.search(why) and CHINESE.search(why))
    assert language == "zh-hans" or not CHINESE.match(why)


@pytest.mark.parametrize("codes", [["", ""], ["{own}", "{own}"], [""]])
def test_rows_without_a_code_or_with_the_same_are_refused_without_a_command(
    client_of: Clients, codes: list[str]
) -> None:
    rows = "".join(f"{code.format(own=own().code)},0.1\n" for code in codes)
    page = upload(
        client_of("enterprise-officer"), f"统一社会信用代码,研发人员占比\n{rows}".encode(), "mine.csv"
    )
    assert page.context["form"].errors["file"] == ["文件只能有一行，即本企业的一行，并须填写代码。"]


def test_one_row_with_headings_is_read_too(client_of: Clients) -> None:
    ratio = next(name for name, spec in choosable("enterprise").items() if spec.type == "ratio")
    content = f"subject_id,{ratio}\n{own().code},12.5%\n".encode()
    assert upload(client_of("enterprise-officer"), content, "mine.csv").context["incoming"].values == {
        ratio: 0.125
    }


def test_a_preview_of_one_subject_cannot_be_confirmed_for_another(client_of: Clients) -> None:
    name, other = turning_field()
    signed = upload(client_of("enterprise-officer"), filled({name: "是" if other else "否"})).context[
        "signed"
    ]
    count = Filing.objects.count()
    client_of("other-enterprise").post("/mine/import/", {"confirmed": signed})
    assert Filing.objects.count() == count
