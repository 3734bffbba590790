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

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from twinwheel.criteria.sentence import sentence
from twinwheel.criteria.write import write
from twinwheel.packs import Pack
from twinwheel.packs.model import MeasureSpec
from twinwheel.reading.drafts.amounts import benefits_of
from twinwheel.reading.drafts.examples import Rule, constant, example, together
from twinwheel.reading.drafts.model import Criterion, Draft, Drafted
from twinwheel.reading.drafts.proof import invented, said
from twinwheel.reading.drafts.records import coverage, spans
from twinwheel.reading.drafts.yamls import both, capital, clean, dump

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
    return Output(files, spans(drafted, file, text_name), coverage(drafted))


def _hold(drafted: Drafted, pack: Pack) -> None:
    for measure in drafted.measures:
        for criterion in measure.criteria:
            if criterion.node is not None and (
                new := invented(criterion.node, said(drafted.policy.text, criterion), pack)
            ):
                raise ValueError(f"{measure.id}/{criterion.id} holds {', '.join(new)}, which its text lacks")


# --- measures -------------------------------------------------------------------------------


def _info(drafted: Drafted, pack: Pack, pack_id: str, extends: str) -> dict[str, Any]:
    title = clean(drafted.head.title)[:120] or pack_id
    return {
        "id": pack_id,
        "title": {"zh": f"草稿：{title}", "en": f"Draft measures {pack_id.removeprefix('draft-')}"},
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
        "title": both(measure.title[:200], f"Draft measure {measure.id.rpartition('-')[2].lstrip('0')}"),
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
    found["benefit"] = benefits_of(measure, pack)
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
        asked = "For a person to decide that it is not so" if criterion.denied else "For a person to decide"
        found["label"] = both(criterion.label, f"{asked}, from the Chinese text{at}")
        found["kind"] = "human"
    else:
        found["label"] = both(criterion.label, capital(sentence(node, pack.vocabulary, "en")))
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
