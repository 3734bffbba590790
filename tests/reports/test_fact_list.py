"""Every value of a fact is shown as text, whatever it is made of."""

from __future__ import annotations

from twinwheel.reports.both import Words, environment
from twinwheel.reports.fact_list import MOST_SHOWN, fact_list

HOSTILE = """<img src=x onerror="alert('1')">&"""
SHOWN = "&lt;img src=x onerror=&#34;alert(&#39;1&#39;)&#34;&gt;&amp;"


def listed(**fields: object) -> str:
    fact = {"kind": "person", "fact_id": "f-1", "quote": "林样", "accepted": None, "name": "林样", **fields}
    return str(fact_list([fact], {"name": Words("名称", "name")}, environment()))


def test_a_fact_shows_its_words_and_what_they_say() -> None:
    page = listed()
    assert '<button type="button" data-id="f-1"><span class="f person">林样</span></button>' in page
    assert "<dd>林样</dd>" in page


def test_what_comes_from_pages_and_people_is_escaped() -> None:
    decided = {"by": HOSTILE, "at": HOSTILE, "decision": HOSTILE, "value": {HOSTILE: HOSTILE}}
    for field, value in {"quote": HOSTILE, "name": HOSTILE, "fact_id": HOSTILE, "accepted": decided}.items():
        page = listed(**{field: value})
        assert "<img" not in page, field
        assert SHOWN in page, field
    assert "<img" not in listed(name=[HOSTILE, "林样"])


def test_empty_values_are_left_out_and_long_ones_cut() -> None:
    assert "<dt>" not in listed(name=None)
    assert "数" * (MOST_SHOWN - 1) + "…" in listed(name="数" * 1000)
