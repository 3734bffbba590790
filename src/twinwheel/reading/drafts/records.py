"""Where every part of a draft stands in the raw text, and what became of every sentence: the two JSON records."""

from __future__ import annotations

from typing import Any

from twinwheel.reading.drafts.model import Drafted
from twinwheel.reading.drafts.proof import fates, uncovered
from twinwheel.reading.text import Span


def spans(drafted: Drafted, file: str, text_name: str) -> dict[str, Any]:
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


def coverage(drafted: Drafted) -> dict[str, Any]:
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
