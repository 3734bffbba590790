"""A draft as a pack folder that `pack check` accepts, with where every part of it stands in the text.

::

    DIR/pack.yaml                extends the pack it was drafted with; says it is a draft
    DIR/measures/draft-….yaml    one measure each
    DIR/FILE.txt                 the raw text; all offsets count its characters as Python does
    DIR/spans.json               {file, sha256, text, head: {name: spans}, measures: {id: {title, criteria: {id:
                                 {spans, kind, proposed_by}}, benefit: [spans, …], materials, departments, window,
                                 stacking, process}}, refused}; spans are [[start, end], …]
    DIR/coverage.json            {complete, sentences: [{spans, fate, targets, reason}, …]}
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from twinwheel.criteria import tree
from twinwheel.criteria.sentence import sentence
from twinwheel.criteria.write import write
from twinwheel.packs import Pack
from twinwheel.packs.model import MeasureSpec
from twinwheel.reading.drafts.benefits import Given, Money
from twinwheel.reading.drafts.examples import Rule, constant, example, together
from twinwheel.reading.drafts.measures import Criterion, Draft, Drafted
from twinwheel.reading.drafts.proof import fates, invented, said, uncovered
from twinwheel.reading.text import Span

DRAFT_NOTE = {
    "zh": "机器草稿，未经人工核对；每一处出自原文的位置见 spans.json。",
    "en": "A machine draft nobody has checked; spans.json says where each part of it stands in the source.",
}

_CONTRADICTS = "与前面的条件不能同时满足，或对所有对象结论相同，须人工核对"
_CONTRADICTS_EN = (
    "cannot be met beside the criteria before it, or says the same of everyone; a person must look"
)


@dataclass(frozen=True)
class Output:
    """What is written: YAML texts by file name, and the two JSON records."""

    files: dict[str, str]
    spans: dict[str, Any]
    coverage: dict[str, Any]


def output(drafted: Drafted, pack: Pack, *, file: str, text_name: str, pack_id: str, extends: str) -> Output:
    """The files of a draft. Raises ValueError where it holds a number that its text lacks."""
    _hold(drafted, pack)
    files = {"pack.yaml": dump(_info(drafted, pack, pack_id, extends))}
    for measure in drafted.measures:
        files[f"measures/{measure.id}.yaml"] = dump(_measure(measure, drafted, pack))
    return Output(files, _spans(drafted, file, text_name), _coverage(drafted))


def _hold(drafted: Drafted, pack: Pack) -> None:
    for measure in drafted.measures:
        for criterion in measure.criteria:
            if criterion.node is not None and (
                new := invented(criterion.node, said(drafted.policy.text, criterion), pack)
            ):
                raise ValueError(f"{measure.id}/{criterion.id} holds {', '.join(new)}, which its text lacks")


# --- YAML -----------------------------------------------------------------------------------


class _Dumper(yaml.SafeDumper):
    """Numbers plain and exact; text in quotes wherever YAML 1.2 could take it for something else."""


_PLAIN = re.compile(r"[一-龥A-Za-z][^:#\[\]{}\"'&*!|>%@`]*")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "none"}


def _text(dumper: _Dumper, value: str) -> yaml.Node:
    plain = bool(_PLAIN.fullmatch(value)) and value.lower() not in _WORDS and value == value.strip()
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if plain else '"')


def _decimal(dumper: _Dumper, value: Decimal) -> yaml.Node:
    whole = value == value.to_integral_value()
    written = f"{value:f}" if not whole else f"{int(value)}"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'int' if whole else 'float'}", written)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Decimal, _decimal)


def dump(value: Mapping[str, Any]) -> str:
    """One YAML document, keys in their order."""
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


# --- measures -------------------------------------------------------------------------------


def _info(drafted: Drafted, pack: Pack, pack_id: str, extends: str) -> dict[str, Any]:
    title = clean(drafted.head.title)[:120] or pack_id
    return {
        "id": pack_id,
        "title": {"zh": f"草稿：{title}", "en": f"Draft {pack_id}"},
        "description": {
            "zh": "从一份政策文本自动起草的措施，尚未有人核对。",
            "en": "Measures drafted by machine from the text of a policy; nobody has checked them yet.",
        },
        "version": "0-draft",
        "extends": [extends],
        "reviewed": pack.info.reviewed.isoformat(),
    }


def _measure(measure: Draft, drafted: Drafted, pack: Pack) -> dict[str, Any]:
    head = drafted.head
    valid = _valid(drafted)
    day = _trial_day(pack, valid)
    issuers = head.issuers or ["（文中未见发文机关）"]
    found: dict[str, Any] = {
        "id": measure.id,
        "title": both(measure.title[:200], f"Draft: {measure.id}"),
        "kind": "programme" if measure.programme else "rule",
        "theme": measure.theme,
        "level": drafted.level,
        "issuer": [clean(each) for each in issuers],
        "subject": measure.subject,
        "valid": valid,
        "source": {
            "document": clean(head.title)[:300] or measure.id,
            "number": head.number,
            "issuer": "、".join(head.issuers) or None,
            "date": head.issued.isoformat() if head.issued else None,
            "seen": "机器起草所用的文本",
            "confidence": "C",
        },
    }
    if not measure.programme:
        found |= _rules(measure, drafted, pack, day)
    found["benefit"] = _benefits(measure, pack)
    found |= _around(measure)
    found["notes"] = [dict(DRAFT_NOTE)]
    found["gaps"] = _gaps(drafted)
    if not measure.programme:
        found |= _tested(measure, pack, day)
    MeasureSpec.model_validate_json(_as_json(found))
    return found


def _as_json(found: Mapping[str, Any]) -> str:
    import json

    return json.dumps(found, ensure_ascii=False, default=str)


def _valid(drafted: Drafted) -> dict[str, Any]:
    since, until = drafted.head.since, drafted.head.until
    if since and until and until < since:
        until = None
    return {
        "from": since.isoformat() if since else None,
        "to": until.isoformat() if until else None,
        "precision": "day" if since else "estimated",
    }


def _trial_day(pack: Pack, valid: Mapping[str, Any]) -> date:
    """The day the tests run as of: the day of review, moved into the days of the measure."""
    day = pack.info.reviewed
    if valid["to"]:
        day = min(day, date.fromisoformat(valid["to"]))
    if valid["from"]:
        day = max(day, date.fromisoformat(valid["from"]))
    return day


def _rules(measure: Draft, drafted: Drafted, pack: Pack, day: date) -> dict[str, Any]:
    """The criteria; a rule that nobody can meet beside the others, or that decides nothing, goes to a person."""
    lowering = pack.lowering(day)
    rules = [Rule(each.id, each.node) for each in measure.criteria if each.node is not None]
    deciding = [
        each
        for each in rules
        if not constant(lowering, each.node) and not constant(pack.lowering(pack.info.reviewed), each.node)
    ]
    kept = {each.id for each in together(lowering, deciding)}
    for criterion in measure.criteria:
        if criterion.node is not None and criterion.id not in kept:
            drafted.refused.append({"measure": measure.id, "criterion": criterion.id, "why": _CONTRADICTS_EN})
            criterion.node, criterion.note = None, "contradicts"
    if not measure.criteria:
        spans = (measure.title_span,) if measure.title_span else ()
        measure.criteria.append(Criterion("c1", "原文没有写明可判定的条件，须人工核对", None, spans, ""))
    return {"criteria": [_criterion(each, pack) for each in measure.criteria]}


def _criterion(criterion: Criterion, pack: Pack) -> dict[str, Any]:
    node = criterion.node
    found: dict[str, Any] = {"id": criterion.id}
    if node is None:
        at = f" ({criterion.cite})" if criterion.cite else ""
        found["label"] = both(criterion.label, f"For a person to decide, from the Chinese text{at}")
        found["kind"] = "human"
    else:
        found["label"] = both(criterion.label, _capital(sentence(node, pack.vocabulary, "en")))
        found["when"] = write(node)
    if criterion.cite:
        found["cite"] = criterion.cite
    notes = []
    if criterion.proposed_by != "rules":
        notes.append(
            (
                "由语言模型提出，引文和数字已核对",
                "proposed by a language model; its quotation and numbers are checked",
            )
        )
    if criterion.note == "contradicts":
        notes.append((_CONTRADICTS, _CONTRADICTS_EN))
    if notes:
        found["note"] = both("；".join(zh for zh, _ in notes), "; ".join(en for _, en in notes))
    return found


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _benefits(measure: Draft, pack: Pack) -> list[dict[str, Any]]:
    offers = list(measure.offers)
    if not offers:
        kind = "programme" if measure.programme else "qualification"
        known = (
            {code.value for code in pack.code_lists["benefit-kinds"].codes}
            if "benefit-kinds" in pack.code_lists
            else {kind}
        )
        kind = kind if kind in known else min(known)
        return [
            {"kind": kind, "title": both(measure.title[:200], "As the title says; no benefit was recognised")}
        ]
    found = []
    first = True
    for offer in offers:
        tiered = bool(measure.tiers) and any(
            offer.given.words == each.given.words for each in measure.offers if each.conditions
        )
        counts = not offer.changed and not offer.apart and not (tiered and not first)
        found.append(_benefit(offer.given, pack, measure.tiers if tiered and first else [], counts))
        first = first and not tiered
    return found


def _benefit(
    given: Given, pack: Pack, tiers: Sequence[tuple[tree.Node, Decimal]], counts: bool
) -> dict[str, Any]:
    english = (
        next(
            (code.en for code in pack.code_lists["benefit-kinds"].codes if code.value == given.kind),
            given.kind,
        )
        if "benefit-kinds" in pack.code_lists
        else given.kind
    )
    found: dict[str, Any] = {
        "kind": given.kind,
        "title": both(given.words[:500], _capital(f"{english}{_english(given.money)}")),
    }
    money = given.money
    if money is not None and (counts or tiers):
        found["amount"] = _amount(money, tiers)
    elif money is not None:
        found["values"] = _values(money)
    if given.grants:
        found["grants"] = clean(given.grants)[:80]
    if given.years is not None:
        found["years"] = given.years
    return found


def _amount(money: Money, tiers: Sequence[tuple[tree.Node, Decimal]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if tiers:
        branches = tuple((node, tree.Literal(value)) for node, value in tiers)
        found["base"] = write(tree.Case(branches, tree.Literal(None), has_else=False))
    elif money.base is not None:
        found["base"] = write(tree.Name(money.base)) if isinstance(money.base, str) else money.base
    if money.rate is not None:
        found["rate"] = money.rate
    found |= {name: value for name in ("floor", "cap") if (value := getattr(money, name)) is not None}
    found["unit"] = money.unit
    if money.per:
        found["per"] = both(money.per, f"as the text says: {money.per}")
    if money.upto:
        found["upto"] = True
    return found


def _values(money: Money) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: value
        for name in ("base", "rate", "floor", "cap")
        if isinstance(value := getattr(money, name), Decimal)
    }
    return {**found, "unit": money.unit}


def _english(money: Money | None) -> str:
    if money is None:
        return ""
    words = []
    if money.rate is not None:
        words.append(f"{(money.rate * 100).normalize():f}%")
    scale = {"元": 1, "万元": 10**4, "亿元": 10**8}[money.unit]
    for name, lead in (("base", ""), ("floor", "at least "), ("cap", "at most ")):
        value = getattr(money, name)
        if isinstance(value, Decimal):
            words.append(f"{lead}CNY {value * scale:,.0f}")
    return f": {', '.join(words)}" if words else ""


def _around(measure: Draft) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if measure.materials:
        found["materials"] = [
            both(name[:200], "As named in the Chinese text") for name, _ in measure.materials[:100]
        ]
    if measure.departments:
        found["department"] = both(
            "、".join(name for name, _ in measure.departments[:8]), "As named in the Chinese text"
        )
    process: dict[str, Any] = {}
    if measure.steps:
        process["steps"] = [
            both(words[:300], "A step, in the Chinese text") for words, _ in measure.steps[:50]
        ]
    if measure.window:
        process["window"] = both(measure.window[0][:300], "The window, in the Chinese text")
    if measure.opens:
        process["opens"] = measure.opens.isoformat()
    if measure.closes:
        process["closes"] = measure.closes.isoformat()
    if process:
        found["process"] = process
    if measure.stacking:
        found["stacking"] = both(
            "；".join(words for words, _ in measure.stacking)[:1000], "Rules of stacking, in the Chinese text"
        )
    return found


def _gaps(drafted: Drafted) -> list[dict[str, str]]:
    found = []
    if not drafted.head.issuers:
        found.append(both("文中没有认出发文机关。", "No issuer was recognised in the text."))
    if drafted.head.since is None:
        found.append(both("文中没有认出施行日期。", "No first day in force was recognised in the text."))
    found.append(both("层级和主题由机器猜测。", "Level and theme are the machine's guess."))
    return found


def _tested(measure: Draft, pack: Pack, day: date) -> dict[str, Any]:
    rules = [Rule(each.id, each.node) for each in measure.criteria if each.node is not None]
    human = any(each.node is None for each in measure.criteria)
    found = example(pack.lowering(day), rules, human)
    if found is None:
        return {"tests": []}
    return {"example": found.values, "tests": found.tests} if found.values else {"tests": found.tests}


def both(zh: str, en: str) -> dict[str, str]:
    return {"zh": clean(zh) or "（空）", "en": en}


def clean(words: str) -> str:
    """One line that YAML takes, without characters that do not print."""
    kept = "".join(char if char.isprintable() else " " for char in words)
    return re.sub(r"\s+", " ", kept).strip()


# --- where it stands ------------------------------------------------------------------------


def _spans(drafted: Drafted, file: str, text_name: str) -> dict[str, Any]:
    raw = drafted.policy.raw

    def ranges(*spans: Span) -> list[list[int]]:
        return [[*piece] for span in spans for piece in raw(span)]

    measures = {}
    for each in drafted.measures:
        measures[each.id] = {
            "title": ranges(each.title_span) if each.title_span else [],
            "criteria": {
                one.id: {
                    "spans": ranges(*one.spans),
                    "kind": "human" if one.node is None else "rule",
                    "proposed_by": one.proposed_by,
                }
                for one in each.criteria
            },
            "benefit": [ranges(offer.given.span) for offer in each.offers],
            "materials": [ranges(span) for _, span in each.materials],
            "departments": [ranges(span) for _, span in each.departments],
            "window": ranges(each.window[1]) if each.window else [],
            "stacking": [ranges(span) for _, span in each.stacking],
            "process": [ranges(span) for _, span in each.steps],
        }
    return {
        "file": file,
        "sha256": drafted.sha256,
        "text": text_name,
        "head": {name: ranges(*spans) for name, spans in drafted.head.spans.items()},
        "measures": measures,
        "refused": drafted.refused,
    }


def _coverage(drafted: Drafted) -> dict[str, Any]:
    sentences = []
    for fate in fates(drafted):
        each = drafted.policy.sentences[fate.sentence]
        sentences.append(
            {
                "spans": [[*piece] for piece in drafted.policy.raw(Span(each.start, each.end))],
                "fate": fate.fate,
                "targets": list(fate.targets),
                "reason": fate.reason,
            }
        )
    return {"complete": not uncovered(drafted), "sentences": sentences}
