"""What the format cannot say file by file: that every name means something and every expression is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from twinwheel.criteria import tree
from twinwheel.criteria.check import Type, check, results, type_of
from twinwheel.criteria.lower import Lowering
from twinwheel.criteria.nearest import nearest
from twinwheel.criteria.parse import parse
from twinwheel.criteria.vocabulary import Vocabulary
from twinwheel.errors import ExpressionError, Problem
from twinwheel.messages import message
from twinwheel.packs.model import Amount, MeasureSpec
from twinwheel.packs.pack import Pack, definition_order
from twinwheel.packs.yaml12 import Path_

MAX_CHAIN = 8  # definitions that use definitions
MAX_EXPANDED = 20_000
"""Nodes of a definition with the definitions it uses put in place; the largest real one has some 900."""

Report = Callable[[Path_, str, str], Problem]


def unsound(pack: Pack) -> list[Problem]:
    """Everything that keeps a pack from being matched; empty when it can be."""
    problems = [*_fields(pack), *_relations(pack), *_wordbooks(pack), *_places(pack)]
    definitions = list(_definitions(pack))
    problems += definitions
    if not any(definitions):
        vocabulary = pack.vocabulary
        lowering = pack.lowering(pack.info.reviewed)
        for id, measure in pack.measures.items():
            problems += _measure(pack, id, measure, vocabulary, lowering)
    return problems


def unsound_measure(pack: Pack, id: str) -> list[Problem]:
    """The same for one measure of a pack whose other parts are known to be sound."""
    return list(_measure(pack, id, pack.measures[id], pack.vocabulary, pack.lowering(pack.info.reviewed)))


def _relations(pack: Pack) -> Iterator[Problem]:
    """Measures that replace or exclude themselves, each other in a circle, or too many others."""
    for id, measure in pack.measures.items():
        for key in ("excludes", "allows", "supersedes"):
            for position, other in enumerate(getattr(measure, key)):
                if other == id:
                    yield pack.problem(
                        "measures",
                        id,
                        (key, position),
                        message("{key} itself", key=key),
                        message("Remove it."),
                    )
                elif other not in pack.measures:
                    yield pack.problem(
                        "measures", id, (key, position), *_unknown(message("measure"), other, pack.measures)
                    )
                elif key == "supersedes" and pack.measures[other].subject != measure.subject:
                    what = message(
                        'supersedes "{other}", which is about {subject}',
                        other=other,
                        subject=pack.measures[other].subject,
                    )
                    yield pack.problem(
                        "measures", id, (key, position), what, message("Only its own type can be replaced.")
                    )
    try:
        TopologicalSorter({id: measure.supersedes for id, measure in pack.measures.items()}).prepare()
    except CycleError as error:
        circle = error.args[1]
        if len(circle) > 2:
            what = message("measures supersede each other in a circle: {circle}", circle=" → ".join(circle))
            yield pack.problem("measures", circle[0], ("supersedes",), what, message("Break the circle."))


def _fields(pack: Pack) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for group_id, group in pack.groups.items():
        for subject in group.subjects:
            if subject not in pack.subjects:
                yield pack.problem(
                    "groups",
                    group_id,
                    ("subjects",),
                    *_unknown(message("subject type"), subject, pack.subjects),
                )
        for name, spec in group.fields.items():
            for spelling in (name, *spec.aliases):
                if seen.setdefault(spelling, name) != name or (
                    spelling == name and _declared_twice(pack, name)
                ):
                    owner = seen[spelling]
                    if owner == spelling:
                        what = message('"{name}" is already a field', name=spelling)
                    else:
                        what = message('"{name}" is already an alias of {field}', name=spelling, field=owner)
                    yield pack.problem("fields", name, (), what, message("Keep one of the two."))
            wants_codes = spec.type in {"code", "codes"}
            if wants_codes != (spec.codes is not None):
                if wants_codes:
                    what = message(
                        'field "{name}": a {kind} field needs code list', name=name, kind=spec.type
                    )
                    advice = message("Set `codes`.")
                else:
                    what = message(
                        'field "{name}": a {kind} field has no code list', name=name, kind=spec.type
                    )
                    advice = message("Remove `codes`.")
                yield pack.problem("fields", name, (), what, advice)
            elif spec.codes is not None and spec.codes not in pack.code_lists:
                yield pack.problem(
                    "fields", name, ("codes",), *_unknown(message("code list"), spec.codes, pack.code_lists)
                )
            if spec.type == "number" and spec.unit is None:
                yield pack.problem(
                    "fields",
                    name,
                    (),
                    message('field "{name}": a number needs a unit', name=name),
                    message("Add `unit: 人`."),
                )


def _places(pack: Pack) -> Iterator[Problem]:
    """A place of the zone is tied to a register by a code that exists, and two places never by the same."""
    spec = pack.fields.get(pack.place_field or "")
    codes = pack.code_lists.get(spec.codes or "") if spec else None
    known = {code.value for code in codes.codes} if codes else set()
    seen: dict[str, str] = {}
    for where, place in pack.zone.places().items() if pack.zone else ():
        if place.code is None:
            continue
        if place.code not in known:
            yield pack.problem(
                "zone",
                "zone",
                (*where, "code"),
                *_unknown(message("value of {field}", field=str(pack.place_field)), place.code, known),
            )
        elif (other := seen.setdefault(place.code, place.id)) != place.id:
            what = message('"{code}" is already the code of "{other}"', code=place.code, other=other)
            yield pack.problem("zone", "zone", (*where, "code"), what, message("Keep one of the two."))


def _wordbooks(pack: Pack) -> Iterator[Problem]:
    """Phrases for what does not exist would never be found in a text, and nobody would notice."""
    for id, book in pack.wordbooks.items():
        for name, phrasing in book.fields.items():
            path: Path_ = ("fields", name)
            if name not in pack.fields:
                yield pack.problem("wordbooks", id, path, *_unknown(message("field"), name, pack.fields))
                continue
            codes = pack.code_lists.get(pack.fields[name].codes or "")
            known = {code.value for code in codes.codes} if codes else set()
            if (phrasing.values or phrasing.groups or phrasing.ranked) and not known:
                yield pack.problem(
                    "wordbooks",
                    id,
                    path,
                    message('"{name}" has no code list', name=name),
                    message("Use `says`."),
                )
            elif phrasing.denies and pack.fields[name].type != "bool":
                yield pack.problem(
                    "wordbooks",
                    id,
                    path,
                    message('"{name}" is no yes/no field', name=name),
                    message("Use `says`."),
                )
            named = {*phrasing.values, *(each for group in phrasing.groups.values() for each in group)}
            for value in sorted(named - known) if known else ():
                yield pack.problem("wordbooks", id, path, *_unknown(message("value"), value, known))
        for subject in book.subjects:
            if subject not in pack.subjects:
                what = _unknown(message("subject type"), subject, pack.subjects)
                yield pack.problem("wordbooks", id, ("subjects", subject), *what)


def _expanded(definitions: Mapping[str, tree.Node], order: list[str]) -> dict[str, tuple[int, int]]:
    """Nodes and levels of each definition with all others put in place; a few lines can mean billions."""
    found: dict[str, tuple[int, int]] = {}
    for name in order:
        nodes = list(tree.walk(definitions[name]))
        inner = [found[each.name] for each in nodes if isinstance(each, tree.Name) and each.name in found]
        found[name] = (
            len(nodes) + sum(size for size, _ in inner),
            1 + max((depth for _, depth in inner), default=0),
        )
    return found


def _declared_twice(pack: Pack, name: str) -> bool:
    return sum(name in group.fields for group in pack.groups.values()) > 1


def _definitions(pack: Pack) -> Iterator[Problem]:
    parsed = {}
    for name, spec in pack.definitions.items():
        if name not in pack.fields:
            yield pack.problem("definitions", name, (), *_unknown(message("field"), name, pack.fields))
            continue
        try:
            parsed[name] = parse(spec.value)
        except ExpressionError as error:
            yield pack.problem(
                "definitions",
                name,
                ("value",),
                message("{name}: {what}", name=name, what=error.what),
                error.advice,
            )
    if len(parsed) < len(pack.definitions):
        return
    order, circle = definition_order(parsed)
    if circle:
        what = message("definitions go round: {circle}", circle=" → ".join(circle))
        yield pack.problem("definitions", circle[0], (), what, message("Break the circle."))
        return
    for name, (size, depth) in _expanded(parsed, order).items():
        if size > MAX_EXPANDED or depth > MAX_CHAIN:
            what = message(
                '"{name}" comes to {size:,} parts, {depth} definitions deep, when those it uses are put in place',
                name=name,
                size=size,
                depth=depth,
            )
            advice = message(
                "At most {max_expanded:,} parts and {max_chain} deep; use each once.",
                max_expanded=MAX_EXPANDED,
                max_chain=MAX_CHAIN,
            )
            yield pack.problem("definitions", name, ("value",), what, advice)
            return
    vocabulary = pack.vocabulary
    for name, node in parsed.items():
        found, findings = type_of(node, vocabulary)
        for each in findings:
            yield pack.problem(
                "definitions",
                name,
                ("value",),
                message("{name}: {what}", name=name, what=each.what),
                each.advice,
            )
        field = vocabulary.fields[name]
        kind = "code" if found.kind == "text" and field.kind != "text" else found.kind
        if not findings and (kind not in {field.kind, "null"} or (found.unit and found.unit != field.unit)):
            declared = Type(field.kind, field.unit)
            what = message(
                'definition "{name}" gives a {kind}, but the field is a {declared}',
                name=name,
                kind=found.words,
                declared=declared.words,
            )
            yield pack.problem("definitions", name, ("value",), what, message("Correct one of the two."))
        elif field.kind == "code" and (given := tuple(results(node))):
            for each in check(tree.In(tree.Name(name), given), vocabulary):
                yield pack.problem(
                    "definitions",
                    name,
                    ("value",),
                    message("{name}: {what}", name=name, what=each.what),
                    each.advice,
                )


def _measure(
    pack: Pack, id: str, measure: MeasureSpec, vocabulary: Vocabulary, lowering: Lowering
) -> Iterator[Problem]:
    def report(path: Path_, what: str, advice: str = "") -> Problem:
        return pack.problem("measures", id, path, what, advice)

    if measure.subject not in pack.subjects:
        yield report(("subject",), *_unknown(message("subject type"), measure.subject, pack.subjects))
        return
    for key, listed, word in (("theme", "themes", message("theme")), ("level", "levels", message("level"))):
        value = getattr(measure, key)
        if listed in pack.code_lists and value not in (
            known := {each.value for each in pack.code_lists[listed].codes}
        ):
            yield report((key,), *_unknown(word, value, known))
    kinds = (
        {each.value for each in pack.code_lists["benefit-kinds"].codes}
        if "benefit-kinds" in pack.code_lists
        else None
    )
    for position, benefit in enumerate(measure.benefit):
        if kinds is not None and benefit.kind not in kinds:
            yield report(
                ("benefit", position, "kind"),
                *_unknown(message("benefit kind"), benefit.kind, kinds),
            )
        if benefit.amount is not None:
            place: Path_ = ("benefit", position, "amount")
            yield from _amount(
                benefit.amount, lowering, place, report, frozenset(pack.fields_of(measure.subject))
            )
    known_fields = frozenset(pack.fields_of(measure.subject))
    ids: set[str] = set()
    for position, criterion in enumerate(measure.criteria):
        path: Path_ = ("criteria", position)
        if criterion.id in ids:
            yield report(
                path,
                message('criterion "{criterion}" stands here twice', criterion=criterion.id),
                message("Ids are unique in a measure."),
            )
        ids.add(criterion.id)
        if criterion.when is not None:
            for each in _findings(criterion.when, vocabulary, known_fields, lowering):
                yield report(
                    (*path, "when"),
                    message('criterion "{criterion}": {what}', criterion=criterion.id, what=each.what),
                    each.advice,
                )
    yield from _tests(measure, known_fields, ids, report)


def _findings(
    text: str, vocabulary: Vocabulary, known: frozenset[str], lowering: Lowering
) -> list[ExpressionError]:
    """What is wrong with a condition; one that is typed is also lowered, which can still show it too large."""
    try:
        node = parse(text)
        findings = check(node, vocabulary, subject_fields=known)
        if not findings:
            lowering.condition(node)
    except ExpressionError as error:
        return [error]
    except RecursionError:
        return [
            ExpressionError(
                message("nested too deeply once definitions are put in place"), message("Use fewer levels.")
            )
        ]
    return findings


def _amount(
    amount: Amount, lowering: Lowering, path: Path_, report: Report, known_fields: frozenset[str]
) -> Iterator[Problem]:
    for key in ("base", "rate", "floor", "cap"):
        value = getattr(amount, key)
        if not isinstance(value, str):
            continue
        try:
            node = parse(value)
            found, findings = type_of(node, lowering.vocabulary, subject_fields=known_fields)
            if not findings and found.kind in {"number", "null"}:
                lowering.term(node)
        except ExpressionError as error:
            yield report(
                (*path, key), message("amount {key}: {what}", key=key, what=error.what), error.advice
            )
            continue
        for each in findings:
            yield report((*path, key), message("amount {key}: {what}", key=key, what=each.what), each.advice)
        money = {"元", "万元", "亿元", "万美元"}
        if not findings and found.kind not in {"number", "null"}:
            yield report(
                (*path, key),
                message("amount {key}: a number is wanted, not a {kind}", key=key, kind=found.words),
                "",
            )
        elif key != "rate" and found.unit in money and found.unit != amount.unit:
            yield report(
                (*path, key),
                message(
                    "amount {key} is in {unit}, the amount in {other}",
                    key=key,
                    unit=found.unit,
                    other=amount.unit,
                ),
                message("Set `unit`."),
            )


def _tests(measure: MeasureSpec, known: frozenset[str], ids: set[str], report: Report) -> Iterator[Problem]:
    for name in measure.example:
        if name not in known:
            yield report(("example", name), *_unknown(message("field"), name, known))
    for position, test in enumerate(measure.tests):
        path: Path_ = ("tests", position)
        for name in test.given:
            if name not in known:
                yield report((*path, "given", name), *_unknown(message("field"), name, known))
        for key in test.expect:
            if key not in {"outcome", "amount", "missing", *ids}:
                yield report((*path, "expect", key), *_unknown(message("criterion"), key, ids))


def _unknown(
    kind: str, word: str, known: Mapping[str, object] | set[str] | frozenset[str]
) -> tuple[str, str]:
    guess = nearest(word, known)
    what = message('unknown {kind} "{word}"', kind=kind, word=word)
    return what, message('Did you mean "{guess}"?', guess=guess) if guess else ""
