"""One self-contained page from one run."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from twinwheel.matching.plan import Plan
from twinwheel.matching.run import Tally
from twinwheel.matching.survey import SAMPLE, Survey
from twinwheel.reports.both import environment
from twinwheel.reports.lacking import lacking
from twinwheel.reports.overview import overview
from twinwheel.reports.places import STEPS, places
from twinwheel.reports.reach import reach
from twinwheel.reports.sources import sources
from twinwheel.reports.stories import stories
from twinwheel.reports.sums import sums
from twinwheel.reports.words import words


def write_report(
    path: Path, plan: Plan, survey: Survey, tally: Mapping[str, Tally], facts: Mapping[str, Any]
) -> None:
    """Write ``report.html``. ``facts`` is what ``matching.output.summary`` says of the run.

    The page names the pack and the register by their hashes, and reads no clock: the same run gives the
    same bytes.
    """
    path.write_text(page(plan, survey, tally, facts), encoding="utf-8", newline="\n")


def page(plan: Plan, survey: Survey, tally: Mapping[str, Tally], facts: Mapping[str, Any]) -> str:
    """The page as text."""
    found = survey.findings()
    subject = plan.pack.subjects[plan.subject]
    return (
        environment()
        .get_template("report.html")
        .render(
            pack=plan.pack.info,
            title=words(plan.pack.info.title),
            subject=words(subject.label),
            subject_type=plan.subject,
            as_of=plan.as_of,
            pack_hash=plan.pack.hash,
            register_hash=facts["register"]["hash"],
            problems=facts["register"]["problems"],
            version=facts["versions"]["twinwheel"],
            subjects=facts["register"]["rows"],
            sample=SAMPLE,
            overview=overview(
                plan, found, tally, facts["register"]["rows"], Decimal(facts["totals"]["amount_yuan_lawful"])
            ),
            measures=reach(plan, found, tally),
            places=places(plan, found),
            shades=_shades(),
            sums=sums(plan, found, tally),
            lacking=lacking(plan, found),
            stories=stories(plan, found),
            sources=sources(plan),
        )
    )


def _shades() -> tuple[str, ...]:
    """What the shades of the map stand for, from none to the darkest."""
    bounds = (0, *STEPS, 100)
    return ("0", *(f"{low}–{high}%" for low, high in pairwise(bounds)))
