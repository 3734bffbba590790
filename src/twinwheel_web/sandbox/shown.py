"""What a trial found, as the pages show it. The words are those of the library's report of a trial."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from twinwheel.packs.model import MeasureSpec, SubjectType
from twinwheel_web import pack
from twinwheel_web.design.templatetags.words import said
from twinwheel_web.matches.models import Run
from twinwheel_web.matches.service import newest
from twinwheel_web.sandbox.dials import Dial
from twinwheel_web.sandbox.service import day_of

if TYPE_CHECKING:
    from twinwheel.matching.sandbox.tried import Found, Tried
    from twinwheel.reports.tried_measure import Bar
    from twinwheel.reports.words import Words


@dataclass(frozen=True)
class Choice:
    """A measure that can be tried. ``coming``: it is not in force yet."""

    id: str
    spec: MeasureSpec
    coming: bool


@dataclass(frozen=True)
class Type:
    """A type of subject with its measures; ``run`` None: there is no register of them to try on."""

    spec: SubjectType
    run: Run | None
    choices: tuple[Choice, ...]


def measures_to_try(wanted: str = "") -> list[Type]:
    """Measures in force or coming, by type of subject; ``wanted`` is a part of their title or id."""
    found = []
    matched = set(
        Run.objects.filter(status=Run.Status.DONE).order_by().values_list("type", flat=True).distinct()
    )
    for name, spec in pack.current().subjects.items():
        run = newest(name) if name in matched else None
        if run is None:
            measures = pack.current().measures_of(name)
            choices = [Choice(id, each, False) for id, each in measures.items() if each.kind == "rule"]
        else:
            choices = _choices(name, run)
        chosen = tuple(each for each in choices if _says(each.spec, wanted))
        if chosen:
            found.append(Type(spec, run if run and run.kept else None, chosen))
    return sorted(found, key=lambda each: each.run is None)


def _choices(type: str, run: Run) -> list[Choice]:
    now = pack.current().in_force(type, run.as_of)
    found = [Choice(id, spec, False) for id, spec in now.items()]
    for id, spec in pack.current().measures_of(type).items():
        day = day_of(spec, run.as_of)
        if id not in now and day > run.as_of and id in pack.current().in_force(type, day):
            found.append(Choice(id, spec, True))
    return found


def _says(spec: MeasureSpec, wanted: str) -> bool:
    words = wanted.casefold().split()
    text = f"{spec.id} {spec.title.zh} {spec.title.en}".casefold()
    return all(word in text for word in words)


def effects_of(tried: Tried, now: Found | None) -> dict[str, Any]:
    """What the result shows: the measures that change, or the one that was chosen as it stands (``now``)."""
    from twinwheel.matching.plan import Outcome
    from twinwheel.reports.tried import lawful
    from twinwheel.reports.tried_measure import measure

    found = ((now,) if now else ()) + tried.measures
    return {
        "measures": [
            {
                "page": (page := measure(tried, each)),
                "bars": [stacked(bar) for bar in page.bars],
                "budgets": [stacked(bar) for bar in page.budgets],
                "moved": each is not now,
                "reached": (each.effect.before.reached, each.effect.after.reached),
                "unknown": tuple(
                    side.outcomes[Outcome.UNKNOWN] for side in (each.effect.before, each.effect.after)
                ),
            }
            for each in found
        ],
        "lawful": lawful(tried),
        "subjects": tried.sandbox.register.rows,
    }


def value_said(field: str | None, value: str | None) -> Words:
    """What a value of a division is called that was kept; ``field`` None: the zone's clusters."""
    from twinwheel.reports import words

    if value is None:
        return words.NOT_FILED
    if value == "":
        return words.NONE
    if field is None:
        zone = pack.current().zone
        return next(
            (words.words(each.title) for each in (zone.clusters if zone else ()) if each.id == value),
            words.both(value),
        )
    kind = pack.current().vocabulary.fields.get(field)
    return words.code(value, kind) if kind else words.both(value)


def stacked(bar: Bar) -> dict[str, Any]:
    """A bar whose parts know where they begin, as SVG wants it; all in per cent of its width."""
    parts, at = [], Decimal(0)
    for kind, width in bar.parts:
        parts.append({"kind": kind, "x": f"{at}%", "width": width})
        at += Decimal(width.removesuffix("%"))
    return {"label": bar.label, "text": bar.text, "parts": parts}


def curve_of(tried: Tried, dial: Dial, here: Decimal | None) -> dict[str, Any]:
    """The curves of a sweep: rows for the table, and the same numbers for the chart.

    Money is a float only in the chart, which draws pixels; the table says it to the fen.
    """
    curves = []
    for place, curve in enumerate(tried.curves):
        points: list[dict[str, Any]] = [
            {
                "value": dial.saying(each.value),
                "reached": each.reached,
                "possible": each.possible,
                "more": each.reached - curve.present.reached,
                "known": None if each.budget is None else Decimal(each.budget.known).scaleb(-2),
                "high": None
                if each.budget is None or each.budget.high is None
                else Decimal(each.budget.high).scaleb(-2),
            }
            for each in curve.points
            if each.value is not None
        ]
        drawn = {
            "unit": said(dial.unit_said),
            "values": [float(each.value * dial.factor) for each in curve.points if each.value is not None],
            "reached": [each["reached"] for each in points],
            "possible": [each["possible"] for each in points],
            "known": None if curve.present.budget is None else [float(each["known"] or 0) for each in points],
            "now": _float(curve.present.value, dial),
            "here": _float(here, dial),
        }
        spec = pack.current().measures[curve.measure]
        curves.append(
            {
                "id": f"curve-{place}",
                "title": spec.title,
                "points": points,
                "drawn": drawn,
                "money": curve.present.budget is not None,
            }
        )
    return {"curves": curves}


def _float(value: Decimal | None, dial: Dial) -> float | None:
    return None if value is None else float(value * dial.factor)
