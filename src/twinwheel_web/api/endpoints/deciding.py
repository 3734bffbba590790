"""One anonymous profile: what it may have and why, and what to ask it next. Nothing is kept, nothing is logged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Router

from twinwheel_web import pack
from twinwheel_web.api.answers import profile, shapes
from twinwheel_web.api.answers.forms import Unknown
from twinwheel_web.api.answers.measures import spec_of
from twinwheel_web.api.answers.values import Misfit, Misfits, known_type, read_values
from twinwheel_web.api.params import Asked, Matched, Profile
from twinwheel_web.api.problems import misfits

if TYPE_CHECKING:
    from twinwheel.criteria.subject import Subject
    from twinwheel.matching.plan import Plan

router = Router(tags=["deciding"])


@router.post(
    "/match",
    response=shapes.Decisions,
    summary=gettext_noop("Decide for one profile"),
    description=gettext_noop(
        "Every measure in force for one profile, criterion by criterion, as `twinwheel explain --json` says it; the best lawful combination; the nearest changes that would make it eligible. With `measure`: that one alone."
    ),
)
def match(request: HttpRequest, body: Matched) -> Any:
    plan, values = _read(body)
    if body.measure is not None:
        with _named("measure"):
            plan = profile.only(plan, body.measure)
    return profile.decisions(plan, values, ways=body.ways)


@router.post(
    "/explain/{id}",
    response=shapes.Decision,
    summary=gettext_noop("Explain one measure to one profile"),
    description=gettext_noop(
        "One measure for one profile: every criterion with what was read, what is lacking, and how it could be met."
    ),
)
def explain(request: HttpRequest, id: str, body: Profile) -> Any:
    spec_of(pack.current(), id)
    plan, values = _read(body)
    return profile.decisions(profile.only(plan, id), values)["decisions"][0]


@router.post(
    "/questions",
    response=shapes.Questions,
    summary=gettext_noop("What to ask next"),
    description=gettext_noop("The fields whose answers decide most, the most deciding first."),
)
def questions(request: HttpRequest, body: Asked) -> Any:
    plan, values = _read(body)
    return profile.questions(plan, values, body.limit)


def _read(body: Profile) -> tuple[Plan, Subject]:
    with _named("subject"):
        known_type(pack.current(), body.subject)
    return pack.plan(body.subject, body.day), read_values(pack.current(), body.subject, body.values)


@contextmanager
def _named(key: str) -> Iterator[None]:
    """A name in the body that nobody has does not fit; it is no missing page."""
    try:
        yield
    except Unknown as error:
        raise misfits(Misfits((Misfit(key, error.what, error.advice),))) from None
