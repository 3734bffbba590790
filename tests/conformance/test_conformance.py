"""The conformance kit: what expressions mean, as cases that every back end must pass.

A case gives what a subject files, the verdict, and what an unknown verdict waits for. A new back end is
added to ``tests/back_ends.py`` and runs them all.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from back_ends import BACK_ENDS, DAY, missing_by_kernel, missing_by_subject, words
from conformance import cases
from twinwheel.criteria.check import check
from twinwheel.criteria.parse import parse
from twinwheel.criteria.values import canonical_subject
from twinwheel.packs import Pack


@pytest.fixture(scope="session")
def pack() -> Pack:
    return cases.pack()


@pytest.mark.parametrize("entry", [pytest.param(each, id=name) for name, each in cases.entries()])
def test_every_back_end_gives_the_verdict_that_is_written(entry: dict[str, Any], pack: Pack) -> None:
    node = parse(entry["expression"])
    assert check(node, pack.vocabulary) == []
    condition = pack.lowering(date.fromisoformat(entry.get("as_of", str(DAY)))).condition(node)
    given = entry["cases"]
    subjects = [canonical_subject(pack.vocabulary, case["given"]) for case in given]
    wanted = [case["verdict"] for case in given]
    for name, back_end in BACK_ENDS.items():
        assert words(back_end(pack.vocabulary, condition, subjects)) == wanted, (
            f"{name}, all cases as one register"
        )
        # Alone, a case has no columns but its own: no band and no field that only its neighbours file.
        alone = [words(back_end(pack.vocabulary, condition, [each]))[0] for each in subjects]
        assert alone == wanted, f"{name}, each case as a register of one"
    open_fields = [sorted(case.get("missing", [])) for case in given]
    assert missing_by_subject(pack, condition, subjects) == open_fields
    assert missing_by_kernel(pack, condition, subjects) == open_fields


def test_the_kit_is_as_large_as_it_says() -> None:
    every = [case for _, entry in cases.entries() for case in entry["cases"]]
    assert len(every) >= 570
    assert all(("missing" in case) == (case["verdict"] == "unknown") for case in every)
    assert all(set(case) <= {"given", "verdict", "missing"} for case in every)
