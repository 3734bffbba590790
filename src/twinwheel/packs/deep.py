"""Lint that proves: what holds of a pack for every subject there can be, each finding with a subject that shows it.

``lint_deeply`` asks, for each measure of the pack's own, whether its criteria can hold, must hold, or say what the
others say already; ``relations`` asks about measures beside each other, ``tiers`` about CASEs and thresholds. A finding
is proved, and its witness confirmed by the library's own decision; what the prover cannot decide is counted, never
guessed. Needs the extra ``prove`` (z3).

The criteria of a measure cost two questions each and one for redundancy; measures beside each other grow with their
square, but nearly all pairs fall with a subject already known, without the prover.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from twinwheel.criteria import logic, tree
from twinwheel.criteria.logic import conjunction
from twinwheel.criteria.lower import Lowering
from twinwheel.criteria.prove import Prover, Values, met, not_met, refused
from twinwheel.messages import joined, message
from twinwheel.packs import relations, thresholds, tiers
from twinwheel.packs.asking import Asker, Rule, Ruled, Tally, filed, on
from twinwheel.packs.check import Finding
from twinwheel.packs.pack import Pack
from twinwheel.packs.yaml12 import Path_

Advance = Callable[[int], None]


@dataclass(frozen=True)
class Deep:
    """What was found, in the order of the measures, and the count of the questions."""

    findings: list[Finding]
    tally: Tally


def lint_deeply(pack: Pack, day: date | None = None, advance: Advance = lambda measures: None) -> Deep:
    """Prove what can be proved about a sound pack. Days count as of ``day``, by default the day of review.

    ``advance`` is told the number of measures just done; there are ``len(pack.own)``.
    """
    asker = Asker(pack, day or pack.info.reviewed, Prover(pack.vocabulary))
    findings = list(tiers.of_definitions(asker))
    for id in sorted(pack.own):
        findings += relations.of_dates(asker, id)
        ruled = asker.ruled.get(id)
        if ruled is not None:
            findings += _of_measure(asker, ruled)
        findings += relations.of_exclusions(asker, id)
        advance(1)
    return Deep(findings, asker.tally)


def as_yaml(values: Values) -> str:
    """A subject on one line, to be pasted after ``given:`` of a test.

    >>> as_yaml({"从业人数": 300, "资质": ["专精特新"], "地区": "01", "设立日期": "2020-01-01"})
    '{从业人数: 300, 资质: [专精特新], 地区: "01", 设立日期: 2020-01-01}'
    """
    return f"{{{', '.join(f'{_plain(name)}: {_written(value)}' for name, value in values.items())}}}"


def _written(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case list() | tuple():
            return f"[{', '.join(map(_written, value))}]"
        case str():
            return _plain(value)
    return str(value)


def _plain(text: str) -> str:
    """Without quotes where no reader could take it for anything but this text."""
    words = {"true", "false", "null"}
    is_plain = re.fullmatch(r"[^\W\d][\w（）、·-]*|\d{4}-\d\d-\d\d", text) and text.lower() not in words
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def _of_measure(asker: Asker, ruled: Ruled) -> Iterator[Finding]:
    alone = list(_alone(asker, ruled))
    yield from alone
    if any(each.code == "never-true" for each in alone):
        return  # nothing more can be said of who meets it
    clash = _clash(asker, ruled)
    if clash is not None:
        yield clash
        return
    fixed = {each.problem.line for each in alone}
    yield from (each for each in _redundant(asker, ruled) if each.problem.line not in fixed)
    yield from relations.of_reach(asker, ruled)
    yield from tiers.of_measure(asker, ruled)
    yield from thresholds.of_measure(asker, ruled)
    yield from thresholds.of_bands(asker, ruled)


def _alone(asker: Asker, ruled: Ruled) -> Iterator[Finding]:
    """Criteria that come out the same for everybody. One that is unknown for all is the plain lint's to find."""
    for rule in ruled.rules:
        if logic.UNKNOWN in [asker.lowering(day).condition(rule.node) for day in ruled.days]:
            continue
        found = asker.ever(lambda day, rule=rule: [met(day.condition(rule.node))], ruled.days, ruled.known)  # type: ignore[misc]
        if found.none:
            witness = _one_who_fails(asker, ruled, rule)
            yield from _finding(
                asker,
                ruled,
                rule,
                "never-true",
                message("can never hold"),
                witness,
                message("does not meet it"),
            )
        elif found.witness is not None and _always(asker, ruled, rule):
            yield from _finding(
                asker, ruled, rule, "always-true", message("always holds"), found.witness, message("meets it")
            )


def _one_who_fails(asker: Asker, ruled: Ruled, rule: Rule) -> Values | None:
    """Somebody who files all a criterion reads, if there can be such."""
    complete = met(_complete(asker, rule))
    found = asker.ever(lambda day: [not_met(day.condition(rule.node)), complete], ruled.days)
    if found.witness is None:
        found = asker.ever(lambda day: [not_met(day.condition(rule.node))], ruled.days)
    return found.witness


def _always(asker: Asker, ruled: Ruled, rule: Rule) -> bool:
    """Nobody is refused, and who files all it reads (what definitions give aside) meets it.

    A criterion that nobody fails may still be worth asking: "the size is known" waits for what decides the size.
    """
    if not asker.ever(lambda day: [refused(day.condition(rule.node))], ruled.days, ruled.known).none:
        return False
    known = met(_complete(asker, rule))
    return asker.ever(lambda day: [not_met(day.condition(rule.node)), known], ruled.days).none


def _complete(asker: Asker, rule: Rule) -> logic.Logic:
    """Everything a criterion comes down to is filed."""
    vocabulary = asker.pack.vocabulary
    return filed(vocabulary.inputs(tree.names(rule.node)) - vocabulary.definitions.keys())


def _clash(asker: Asker, ruled: Ruled) -> Finding | None:
    """A measure nobody can meet: the fewest criteria that cannot hold together, and who meets all but the last."""
    if len(ruled.rules) < 2 or not _none_meets(asker, ruled, ruled.rules):
        return None
    core = list(ruled.rules)
    for rule in ruled.rules:
        rest = [each for each in core if each is not rule]
        if len(rest) > 1 and _none_meets(asker, ruled, rest):
            core = rest
    *firsts, last = core
    witness = asker.ever(
        lambda day: [met(_all(day, firsts)), not_met(day.condition(last.node))], ruled.days, ruled.known
    ).witness
    names = ", ".join(f'"{each.spec.id}"' for each in core)
    met_ones = joined(message(" and "), [each.spec.id for each in firsts])
    shows = message("meets {criteria}, not {last}", criteria=met_ones, last=last.spec.id)
    what = message("cannot hold together with the others of {names}", names=names)
    return next(_finding(asker, ruled, last, "never-met", what, witness, shows), None)


def _none_meets(asker: Asker, ruled: Ruled, rules: Sequence[Rule]) -> bool:
    return asker.ever(lambda day: [met(_all(day, rules))], ruled.days, ruled.known).none


def _all(lowering: Lowering, rules: Sequence[Rule]) -> logic.Logic:
    return conjunction(*(lowering.condition(each.node) for each in rules))


def _redundant(asker: Asker, ruled: Ruled) -> Iterator[Finding]:
    """Criteria the others imply, each with the fewest others that do."""
    for rule in ruled.rules if len(ruled.rules) > 1 else ():
        needed = [each for each in ruled.rules if each is not rule]
        if not _implied(asker, ruled, needed, rule):
            continue
        for each in list(needed):
            fewer = [other for other in needed if other is not each]
            if fewer and _implied(asker, ruled, fewer, rule):
                needed = fewer
        names = ", ".join(f'"{each.spec.id}"' for each in needed)
        what = message("is met by everybody who meets {names}", names=names)
        witness = asker.one_who_meets(ruled)
        yield from _finding(asker, ruled, rule, "redundant", what, witness, message("meets all of them"))


def _implied(asker: Asker, ruled: Ruled, others: list[Rule], rule: Rule) -> bool:
    return asker.ever(
        lambda day: [met(_all(day, others)), not_met(day.condition(rule.node))], ruled.days, ruled.known
    ).none


_ADVICE = {
    "never-true": message(
        "Given the domains of its fields in fields/. Correct the expression or the domain."
    ),
    "always-true": message(
        "Given the domains of its fields in fields/. Correct the expression or the domain."
    ),
    "never-met": message("Nobody can have this measure. Correct one of them."),
    "redundant": message(
        "It decides nothing. Keep it if the source says it; else look for a slip in its threshold."
    ),
}


def _finding(
    asker: Asker, ruled: Ruled, rule: Rule, code: str, what: str, witness: Values | None, shows: str
) -> Iterator[Finding]:
    path: Path_ = ("criteria", rule.position, "when")
    what = message(
        'criterion "{criterion}" {what}{days}', criterion=rule.spec.id, what=what, days=on(ruled.days)
    )
    yield from asker.finding(code, ("measures", ruled.id, path), what, _ADVICE[code], witness, shows)
