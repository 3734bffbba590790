"""What a run's survey found, as JSON for the pages; the words of the library's ``Findings``.

::

    {"measures": {id: {"nearly": 3, "rules": {rule: {"not_met": 9, "unknown": 4, "only": 1}}}},
     "fields": {field: {"waiting": 120, "alone": 7}},
     "themes": {theme: subjects with at least one eligible measure of it},
     "reach": {"0": subjects with no eligible measure, "1": ...},
     "by": {field: [{"value": "...", "subjects": 40, "pairs": {theme: n}, "reached": {theme: n}}, ...]}}

A ``value`` None: not known of these subjects; "": known to have none. The most frequent values come first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twinwheel.matching.breakdown import Breakdown
    from twinwheel.matching.survey import Findings


def facts_of(found: Findings) -> dict[str, Any]:
    """The counts of a survey."""
    return {
        "measures": {
            id: {
                "nearly": each.nearly,
                "rules": {
                    rule: {"not_met": n.not_met, "unknown": n.unknown, "only": n.only}
                    for rule, n in each.rules.items()
                },
            }
            for id, each in found.measures.items()
        },
        "fields": {
            name: {"waiting": each.waiting, "alone": each.alone} for name, each in found.fields.items()
        },
        "themes": dict(found.themes),
        "reach": {str(number): subjects for number, subjects in sorted(found.reach.items())},
        "by": {each.name: _by_value(each) for each in found.breakdowns},
    }


def _by_value(breakdown: Breakdown) -> list[dict[str, Any]]:
    def themes(value: str | None, counts: dict[tuple[str, str | None], int]) -> dict[str, int]:
        return {theme: number for (theme, here), number in counts.items() if here == value}

    return [
        {
            "value": value,
            "subjects": number,
            "pairs": themes(value, breakdown.pairs),
            "reached": themes(value, breakdown.reached),
        }
        for value, number in breakdown.subjects.most_common()
    ]
