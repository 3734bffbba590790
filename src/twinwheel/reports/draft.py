"""One self-contained page about a draft: the text of the policy on the left, the draft on the right.

What belongs together has one colour and one key: pointing at either side, or coming to it with the keyboard, marks
the other. Without scripts the two sides are joined by plain links.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from twinwheel import __version__
from twinwheel.criteria.sentence import sentence
from twinwheel.criteria.write import write
from twinwheel.packs import Pack
from twinwheel.reading.drafts.model import Criterion, Draft, Drafted
from twinwheel.reading.drafts.write import Output
from twinwheel.reports.both import environment
from twinwheel.reports.words import Words, both, listed_code

KINDS = ("rule", "human", "benefit", "material", "window", "department", "stacking", "process", "title")
"""What a stretch of the text became; where several claim it, the first of these gives the colour."""

CALLED = {
    "rule": Words("可判定的条件", "rule"),
    "human": Words("待人工的条件", "for a person"),
    "benefit": Words("给予", "benefit"),
    "material": Words("材料", "paper"),
    "window": Words("申报时间", "window"),
    "department": Words("部门", "department"),
    "stacking": Words("叠加规则", "stacking"),
    "process": Words("流程", "process"),
    "title": Words("措施", "measure"),
    "out": Words("不在范围内", "out of scope"),
}
REASONS = {
    "how to reach the office; no measure holds it": "联系方式，措施中没有它的位置",
    "what happens to who breaks the rules; no measure holds it": "违规的后果，措施中没有它的位置",
    "why the text was made; nothing to check": "制定目的，没有可核对的内容",
    "no condition, benefit, paper, window, office or rule was recognised in it": "没有认出条件、给予、材料、时间、部门或规则",
}


class Claim(NamedTuple):
    """Ranges of the raw text that one part of the draft stands on."""

    key: str
    kind: str
    ranges: Sequence[Sequence[int]]


class Piece(NamedTuple):
    """A stretch of the raw text that the same parts claim. ``anchor`` names it for the first of them only."""

    text: str
    keys: tuple[str, ...]
    kind: str
    anchors: tuple[str, ...]


class Row(NamedTuple):
    """One part of a measure."""

    key: str
    kind: str
    label: Words
    code: str = ""
    told: Words = Words("", "")
    cite: str = ""
    by_model: bool = False
    stands: bool = True


class Card(NamedTuple):
    """One draft measure."""

    id: str
    title: str
    subject: Words
    theme: Words
    programme: bool
    rows: Sequence[Row]


def page(drafted: Drafted, pack: Pack, made: Output, lang: str) -> str:
    """The page as text. It reads no clock: the same text and pack give the same bytes."""
    return (
        environment()
        .get_template("draft.html")
        .render(
            contents(drafted, pack, made),
            sha256=drafted.sha256,
            head=drafted.head,
            pack=pack.info,
            version=__version__,
            english=lang == "en",
        )
    )


def contents(drafted: Drafted, pack: Pack, made: Output) -> dict[str, Any]:
    """What a page shows of a draft: the text in pieces, a card for each measure, what is out of scope, and how many."""
    claims = list(_claims(made.spans))
    return {
        "title": drafted.head.title or made.spans["file"],
        "file": made.spans["file"],
        "pieces": list(_pieces(drafted.policy.mapped.raw, claims, _out(made.coverage))),
        "cards": [_card(each, drafted, pack, made) for each in drafted.measures],
        "out": list(_left_out(drafted.policy.mapped.raw, made.coverage)),
        "refused": drafted.refused,
        "called": CALLED,
        "kinds": [each for each in KINDS if any(claim.kind == each for claim in claims)],
        "counts": _counts(drafted, made),
    }


def _counts(drafted: Drafted, made: Output) -> dict[str, int]:
    criteria = [each for measure in drafted.measures for each in measure.criteria]
    return {
        "measures": len(drafted.measures),
        "rules": sum(each.node is not None for each in criteria),
        "human": sum(each.node is None for each in criteria),
        "sentences": len(made.coverage["sentences"]),
        "out": sum(each["fate"] == "out_of_scope" for each in made.coverage["sentences"]),
    }


def _claims(spans: Mapping[str, Any]) -> Iterator[Claim]:
    for id, measure in spans["measures"].items():
        for name, criterion in measure["criteria"].items():
            yield Claim(f"{id}-{name}", criterion["kind"], criterion["spans"])
        for place, ranges in enumerate(measure["benefit"], 1):
            yield Claim(f"{id}-b{place}", "benefit", ranges)
        for kind, name in (
            ("material", "materials"),
            ("department", "departments"),
            ("stacking", "stacking"),
            ("process", "process"),
        ):
            for place, ranges in enumerate(measure[name], 1):
                yield Claim(f"{id}-{kind}{place}", kind, ranges)
        if measure["window"]:
            yield Claim(f"{id}-window", "window", measure["window"])
        if measure["title"]:
            yield Claim(f"{id}-title", "title", measure["title"])


def _out(coverage: Mapping[str, Any]) -> list[Claim]:
    return [
        Claim(f"out-{number}", "out", each["spans"])
        for number, each in enumerate(coverage["sentences"])
        if each["fate"] == "out_of_scope"
    ]


def _pieces(raw: str, claims: Sequence[Claim], out: Sequence[Claim]) -> Iterator[Piece]:
    """The raw text, cut wherever a claim begins or ends."""
    events: list[tuple[int, int, int]] = []
    listed = [*claims, *out]
    for number, claim in enumerate(listed):
        for start, end in claim.ranges:
            if start < end:
                events += [(start, 1, number), (end, 0, number)]
    active: dict[int, int] = {}
    named: set[str] = set()
    done = 0
    for at, begins, number in [*sorted(events), (len(raw), 0, -1)]:
        if at > done:
            yield _piece(raw[done:at], [listed[each] for each in sorted(active)], named)
            done = at
        if number < 0:
            continue
        active[number] = active.get(number, 0) + (1 if begins else -1)
        if not active[number]:
            del active[number]


def _piece(text: str, claims: Sequence[Claim], named: set[str]) -> Piece:
    keys = tuple(each.key for each in claims)
    kind = min((each.kind for each in claims), key=lambda kind: (*KINDS, "out").index(kind), default="")
    anchors = tuple(each for each in keys if each not in named)
    named.update(anchors)
    return Piece(text, keys, kind, anchors)


def _card(measure: Draft, drafted: Drafted, pack: Pack, made: Output) -> Card:
    rows = [_criterion(f"{measure.id}-{each.id}", each, pack) for each in measure.criteria]
    for place, offer in enumerate(measure.offers, 1):
        kind = listed_code(pack, "benefit-kinds", offer.given.kind)
        rows.append(Row(f"{measure.id}-b{place}", "benefit", both(offer.given.words), told=kind))
    listed = (
        ("material", measure.materials),
        ("department", measure.departments),
        ("stacking", measure.stacking),
        ("process", measure.steps),
    )
    for name, words in listed:
        for place, (text, _) in enumerate(words, 1):
            rows.append(Row(f"{measure.id}-{name}{place}", name, both(text)))
    if measure.window:
        days = " – ".join(str(each) for each in (measure.opens, measure.closes) if each)
        rows.append(Row(f"{measure.id}-window", "window", both(measure.window[0]), told=both(days)))
    spans = made.spans["measures"][measure.id]
    stands = {claim.key for claim in _claims({"measures": {measure.id: spans}}) if claim.ranges}
    rows = [each._replace(stands=each.key in stands) for each in rows]
    return Card(
        measure.id,
        measure.title,
        Words(pack.subjects[measure.subject].label.zh, pack.subjects[measure.subject].label.en),
        listed_code(pack, "themes", measure.theme),
        measure.programme,
        rows,
    )


def _criterion(key: str, criterion: Criterion, pack: Pack) -> Row:
    if criterion.node is None:
        told = Words("没有读懂，留给人判断", "Not understood; left to a person")
        return Row(key, "human", both(criterion.label), told=told, cite=criterion.cite)
    told = Words(
        sentence(criterion.node, pack.vocabulary, "zh"), sentence(criterion.node, pack.vocabulary, "en")
    )
    by_model = criterion.proposed_by != "rules"
    return Row(key, "rule", both(criterion.label), write(criterion.node), told, criterion.cite, by_model)


class Left(NamedTuple):
    """A sentence that is in no measure."""

    key: str
    text: str
    reason: Words


def _left_out(raw: str, coverage: Mapping[str, Any]) -> Iterator[Left]:
    for number, each in enumerate(coverage["sentences"]):
        if each["fate"] == "out_of_scope":
            text = "".join(raw[start:end] for start, end in each["spans"])
            reason = each["reason"] or ""
            yield Left(f"out-{number}", text, Words(REASONS.get(reason, reason), reason))
