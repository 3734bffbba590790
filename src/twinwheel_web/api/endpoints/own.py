"""With a key: the organisation's own subjects, their values and decisions; and filing values."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Field, Query, Router
from pydantic import ConfigDict

from twinwheel_web import pack
from twinwheel_web.accounts.gate import allow
from twinwheel_web.api.answers import profile, shapes
from twinwheel_web.api.answers.values import read_values
from twinwheel_web.api.bearer import Bearer
from twinwheel_web.api.models import Key
from twinwheel_web.api.params import AsOf, Page, Paging, Values, paged
from twinwheel_web.registers import service
from twinwheel_web.registers.models import Subject

router = Router(tags=["own"], auth=Bearer(Key.Scope.READ_OWN))


class SubjectLine(shapes.Shape):
    type: str
    code: str
    name: str
    changed_at: str


class Certificate(shapes.Shape):
    """Who certified a value, and until when; null: no end."""

    source: str
    until: shapes.Day | None


class OwnValues(SubjectLine):
    """The values that stand on a day. A certificate that has run out leaves its value unknown."""

    as_of: shapes.Day
    values: dict[str, Any]
    certificates: dict[str, Certificate]


class Filing(Values):
    model_config = ConfigDict(extra="forbid")
    source: str = Field(
        "", max_length=120, description=gettext_noop("what the values are taken from, for the history")
    )


class Filed(shapes.Shape):
    """What was filed. ``kept``: fields whose certified value stands all the same."""

    filing: int
    filed_at: str
    values: dict[str, Any]
    kept: list[str]


class Deep(AsOf):
    ways: bool = Field(
        True, description=gettext_noop("false: leave out the nearest changes, which take most of the time")
    )


@router.get(
    "/subjects",
    response=Page[SubjectLine],
    summary=gettext_noop("Own subjects"),
    description=gettext_noop("The subjects of the register that belong to the key's organisation."),
)
def list_subjects(request: HttpRequest, response: HttpResponse, paging: Query[Paging]) -> Any:
    start = (paging.page - 1) * paging.per_page
    found = _own(request).order_by("type", "code")
    page = paged(request, response, found[start : start + paging.per_page], paging, found.count())
    return page | {"items": [_line(each) for each in page["items"]]}


@router.get(
    "/subjects/{type}/{code}",
    response=OwnValues,
    summary=gettext_noop("Own values"),
    description=gettext_noop(
        "The values of one own subject that stand on a day, and which of them are certified."
    ),
)
def get_values(request: HttpRequest, type: str, code: str, when: Query[AsOf]) -> Any:
    subject = _subject(request, type, code, "mine.view")
    return _line(subject) | {
        "as_of": when.day.isoformat(),
        "values": service.standing(subject, when.day),
        "certificates": {
            name: {"source": each.get("source", ""), "until": each.get("until")}
            for name, each in subject.certificates.items()
        },
    }


@router.get(
    "/subjects/{type}/{code}/decisions",
    response=shapes.OwnDecisions,
    summary=gettext_noop("Own decisions"),
    description=gettext_noop(
        "Every measure in force for one own subject, as `twinwheel explain --json` says it."
    ),
)
def get_decisions(request: HttpRequest, type: str, code: str, asked: Query[Deep]) -> Any:
    subject = _subject(request, type, code, "mine.view")
    values = service.values_of(subject, asked.day)
    return profile.decisions(
        pack.plan(subject.type, asked.day), values, ways=asked.ways, subject_id=subject.code
    )


class Some(AsOf):
    limit: int = Field(5, ge=1, le=50, description=gettext_noop("how many questions"))


@router.get(
    "/subjects/{type}/{code}/questions",
    response=shapes.Questions,
    summary=gettext_noop("Own questions"),
    description=gettext_noop("What to file next for one own subject, the most deciding first."),
)
def get_questions(request: HttpRequest, type: str, code: str, asked: Query[Some]) -> Any:
    subject = _subject(request, type, code, "mine.view")
    values = service.values_of(subject, asked.day)
    return profile.questions(pack.plan(subject.type, asked.day), values, asked.limit)


@router.post(
    "/subjects/{type}/{code}/values",
    response=Filed,
    summary=gettext_noop("File own values"),
    description=gettext_noop(
        "File values of one own subject as declared; null takes one back. All of them or none. A certified value that stands is not replaced."
    ),
    auth=Bearer(Key.Scope.FILE_OWN),
)
def file_values(request: HttpRequest, type: str, code: str, body: Filing) -> Any:
    subject = _subject(request, type, code, "mine.file")
    read_values(pack.current(), subject.type, body.values)
    key: Key = request.key  # type: ignore[attr-defined]
    source = " · ".join(filter(None, (body.source, f"API {key.name} {key.prefix}")))
    filing = service.file_values(subject, body.values, request.actor, source=source)  # type: ignore[attr-defined]
    subject.refresh_from_db()
    return {
        "filing": filing.pk,
        "filed_at": filing.filed_at.isoformat(),
        "values": filing.values,
        "kept": sorted(
            filing.values.keys() & subject.certificates.keys()
        ),  # a filing ends those that do not stand
    }


def _own(request: HttpRequest) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    return Subject.objects.filter(organisation=actor.organisation, merged_into=None)


def _subject(request: HttpRequest, type: str, code: str, permission: str) -> Subject:
    """An own subject. One of somebody else's is not there: who has no right to it learns nothing of it."""
    found = _own(request).filter(type=type, code=code).first() if "\0" not in type + code else None
    if found is None:
        raise Http404
    allow(request, permission, found)  # type: ignore[arg-type]
    return found  # type: ignore[no-any-return]


def _line(subject: Subject) -> dict[str, Any]:
    return {
        "type": subject.type,
        "code": subject.code,
        "name": subject.name,
        "changed_at": subject.changed_at.isoformat(),
    }
