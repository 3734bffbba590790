"""Lint: what a sound pack may still have wrong.

Findings are errors or warnings. An error makes ``pack check`` fail; a warning is worth a person's look and
fails only with ``--strict``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import inf
from pathlib import Path

from twinwheel.criteria import logic, tree
from twinwheel.criteria.domain import constant_value
from twinwheel.criteria.lower import Lowering
from twinwheel.criteria.parse import parse
from twinwheel.errors import Problem
from twinwheel.messages import joined, message
from twinwheel.packs.model import Figure, MeasureSpec
from twinwheel.packs.pack import Pack
from twinwheel.packs.reader import load_pack
from twinwheel.packs.soundness import unsound
from twinwheel.packs.yaml12 import Path_


@dataclass(frozen=True)
class Finding:
    """One finding. ``code`` is stable, for programs and for searching.

    ``witness`` is a subject that shows it, as it could stand under ``given`` of a test; ``shows`` says what it shows.
    Only what is proved has one (``deep``).
    """

    code: str
    severity: str  # "error", "warning" or "note"
    problem: Problem
    witness: Mapping[str, object] | None = None
    shows: str = ""


CODES = {
    "format": ("error", "a file does not follow the format, or a name in it means nothing"),
    "always-true": ("error", "a criterion that every subject meets"),
    "never-true": ("error", "a criterion that no subject can meet"),
    "always-unknown": ("error", "a criterion that no value can decide on the day of the check"),
    "same-measure": ("error", "two measures that say the same"),
    "no-citation": ("error", "a criterion or a figure without a source"),
    "no-tests": ("error", "a measure without tests, or without one for eligible, ineligible or unknown"),
    "untested-threshold": ("warning", "a threshold at which no test has a value"),
    "expired": ("warning", "a measure whose days are over and that nothing supersedes"),
    "window-closed": ("warning", "applications closed before the day of the check"),
    "recheck-due": ("warning", "a measure that a person should have held against its source by now"),
    "unused": ("warning", "a parameter that no expression uses"),
}

# Of `pack check --deep`. They stand here, beside the others, so that naming them needs no prover.
DEEP_CODES = {
    "always-true": ("error", "a criterion that every subject meets who files what it reads"),
    "never-true": ("error", "a criterion that no subject can meet"),
    "never-met": ("error", "a measure whose criteria, each possible alone, no subject can meet together"),
    "parameter-gap": ("warning", "a measure that begins before a parameter it reads has a value"),
    "version-gap": (
        "warning",
        "days between a measure and the one that supersedes it, on which neither is in force",
    ),
    "version-overlap": ("warning", "a measure whose last day lies after the day it is superseded"),
    "dead-tier": ("warning", "a tier of a CASE that nobody reaches"),
    "tier-hole": ("warning", "a CASE without ELSE that gives some complete subjects nothing"),
    "tier-gap": (
        "warning",
        "a single value between two tiers, or two exclusive measures, that belongs to neither",
    ),
    "tier-overlap": ("warning", "a single value at which two exclusive measures both apply"),
    "allows-excluded": ("warning", "a measure that allows another which may not be had beside it"),
    "idle-exclusion": ("warning", "measures that exclude each other and can never both be met"),
    "colliding-tiers": ("note", "two tiers of a CASE that both apply and disagree; only their order decides"),
    "redundant": ("note", "a criterion that whoever meets the others meets anyway"),
    "contains": ("note", "a measure that whoever meets another meets too"),
    "threshold-in-band": (
        "note",
        "a threshold inside a band of its field: unknown for everyone in that band",
    ),
}


def check_pack(folder: Path, as_of: date | None = None) -> tuple[Pack | None, list[Finding]]:
    """Check a pack. Days count as of ``as_of``, by default the day the pack was reviewed.

    Raises:
        NotFound: there is no pack at ``folder``.
    """
    pack, problems = load_pack(folder)
    if pack is not None:
        problems += unsound(pack)
    findings = [Finding("format", "error", problem) for problem in problems]
    if pack is not None and not problems:
        for code, problem in _lint(pack, as_of or pack.info.reviewed):
            findings.append(Finding(code, CODES[code][0], problem))
    return pack, findings


def _lint(pack: Pack, day: date) -> Iterator[tuple[str, Problem]]:
    lowering = pack.lowering(day)
    for id in sorted(pack.own):
        measure = pack.measures[id]
        yield from _criteria(pack, id, measure, lowering)
        yield from _tests(pack, id, measure)
        yield from _thresholds(pack, id, measure, lowering)
        yield from _days(pack, id, measure, day)
    yield from _same(pack)
    yield from _unused(pack)
    yield from _zone(pack)


def _criteria(pack: Pack, id: str, measure: MeasureSpec, lowering: Lowering) -> Iterator[tuple[str, Problem]]:
    for position, criterion in enumerate(measure.criteria):
        path: Path_ = ("criteria", position)
        if not (criterion.cite or measure.source.document).strip():
            yield (
                "no-citation",
                pack.problem(
                    "measures",
                    id,
                    path,
                    message('criterion "{criterion}" cites nothing', criterion=criterion.id),
                    "",
                ),
            )
        if criterion.when is None:
            continue
        condition = lowering.condition(parse(criterion.when))
        found = constant_value(condition, lowering.vocabulary)
        if condition == logic.UNKNOWN:
            what = message(
                'criterion "{criterion}" is unknown for everyone on {day}',
                criterion=criterion.id,
                day=str(lowering.as_of),
            )
            advice = message("A parameter has no value on that day, or a part is NULL.")
            yield "always-unknown", pack.problem("measures", id, (*path, "when"), what, advice)
        elif found is not None:
            always = message('criterion "{criterion}" always holds', criterion=criterion.id)
            never = message('criterion "{criterion}" can never hold', criterion=criterion.id)
            code, what = ("always-true", always) if found else ("never-true", never)
            advice = message(
                "Given the domains of its fields in fields/. Correct the expression or the domain."
            )
            yield code, pack.problem("measures", id, (*path, "when"), what, advice)


def _tests(pack: Pack, id: str, measure: MeasureSpec) -> Iterator[tuple[str, Problem]]:
    if measure.kind != "rule":
        return
    outcomes = Counter(str(test.expect.get("outcome")) for test in measure.tests)
    best = "needs_review" if any(each.kind == "human" for each in measure.criteria) else "eligible"
    decidable = any(each.kind == "rule" for each in measure.criteria)
    wanted = (best, "ineligible", "unknown") if decidable else (best,)
    lacking = [each for each in wanted if not outcomes[each]]
    if lacking:
        what = message("no test expects {outcomes}", outcomes=joined(message(" or "), lacking))
        yield (
            "no-tests",
            pack.problem(
                "measures", id, ("tests",), what, message("Add one; `example` is where tests start from.")
            ),
        )


def _thresholds(
    pack: Pack, id: str, measure: MeasureSpec, lowering: Lowering
) -> Iterator[tuple[str, Problem]]:
    """A slip between ``>`` and ``>=`` only shows at the threshold itself."""
    subjects = [{**measure.example, **test.given} for test in measure.tests]
    for position, criterion in enumerate(measure.criteria):
        if criterion.when is None:
            continue
        node = parse(criterion.when)
        for name, cut in sorted(_cuts(lowering.condition(node)), key=str):
            field = pack.vocabulary.fields[name]
            value = date.fromordinal(int(cut)).isoformat() if field.kind == "date" else Decimal(f"{cut:.15g}")
            if value in (field.low, field.high):
                continue  # the end of the domain separates nothing
            if name in tree.names(node) and value not in [each.get(name) for each in subjects]:
                what = message(
                    'criterion "{criterion}": no test has {name} at {value}',
                    criterion=criterion.id,
                    name=name,
                    value=str(value),
                )
                path = ("criteria", position, "when")
                yield (
                    "untested-threshold",
                    pack.problem("measures", id, path, what, message("Add one at it, and one beside.")),
                )


def _cuts(condition: logic.Logic) -> set[tuple[str, float]]:
    return {
        (atom.term.field, end)
        for atom in logic.atoms(condition)
        if isinstance(atom, logic.InRange) and isinstance(atom.term, logic.FieldTerm)
        for end in (atom.low, atom.high)
        if abs(end) != inf
    }


def _days(pack: Pack, id: str, measure: MeasureSpec, day: date) -> Iterator[tuple[str, Problem]]:
    replaced = any(id in other.supersedes for other in pack.measures.values())
    if measure.valid.until is not None and measure.valid.until < day and not replaced:
        what = message("ended on {until} and nothing supersedes it", until=str(measure.valid.until))
        yield (
            "expired",
            pack.problem(
                "measures", id, ("valid",), what, message("Look for what followed; it is not matched.")
            ),
        )
    if measure.process.closes is not None and measure.process.closes < day and measure.valid.covers(day):
        what = message("applications closed on {closes}", closes=str(measure.process.closes))
        yield (
            "window-closed",
            pack.problem("measures", id, ("process", "closes"), what, message("Enter the next window.")),
        )
    if measure.recheck is not None and (day - measure.recheck.last).days > measure.recheck.every_days:
        what = message("last held against its source on {last}", last=str(measure.recheck.last))
        yield "recheck-due", pack.problem("measures", id, ("recheck",), what, measure.recheck.look_for.en)


def _same(pack: Pack) -> Iterator[tuple[str, Problem]]:
    """Same subject, criteria, validity and benefit under two ids."""
    seen: dict[object, str] = {}
    for id, measure in pack.measures.items():
        rules = frozenset(parse(each.when) for each in measure.criteria if each.when is not None)
        benefits = frozenset((benefit.kind, benefit.title.zh) for benefit in measure.benefit)
        key = (measure.subject, rules, measure.valid.since, measure.valid.until, benefits)
        first = seen.setdefault(key, id)
        if rules and first != id and {id, first} & pack.own:
            what = message('says the same as "{first}"', first=first)
            yield "same-measure", pack.problem("measures", id, (), what, message("Keep one of the two."))


def _unused(pack: Pack) -> Iterator[tuple[str, Problem]]:
    used = {
        each.name
        for _, _, _, text, _ in pack.expressions()
        for each in tree.walk(parse(text))
        if isinstance(each, tree.Given)
    }
    for name in pack.parameters:
        if name not in used:
            problem = pack.problem(
                "parameters",
                name,
                (),
                message('parameter ":{name}" is used nowhere', name=name),
                message("Remove it."),
            )
            yield "unused", problem


def _zone(pack: Pack) -> Iterator[tuple[str, Problem]]:
    """The model already demands a source for every figure; here, that it says more than nothing."""
    zone = pack.zone
    if zone is None:
        return
    figures: list[tuple[Path_, Figure]] = [(("area",), zone.area)]
    for where, place in zone.places().items():
        for name, values in place.figures.items():
            figures += [((*where, "figures", name, index), each) for index, each in enumerate(values)]
    for position, indicator in enumerate(zone.indicators):
        figures += [
            (("indicators", position, "figures", index), each) for index, each in enumerate(indicator.figures)
        ]
    for path, figure in figures:
        if not figure.source.document.strip():
            yield (
                "no-citation",
                pack.problem(
                    "zone", "zone", path, message("a figure without a source"), message("Name the document.")
                ),
            )
