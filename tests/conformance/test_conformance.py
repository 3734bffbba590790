"""The conformance kit: what expressions mean, as cases that every back end must pass.

A case gives what a subject files, the verdict, and what an unknown verdict waits for. A new back end is
added to ``tests/back_ends.py`` and runs them all.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from back_ends import BACK_ENDS, DAY, missing_by_kernel, missing_by_subject, words
from twinwheel.criteria.check import check
from twinwheel.criteria.parse import parse
from twinwheel.criteria.values import canonical_subject
from twinwheel.packs import Pack, read_pack
from twinwheel.packs.yaml12 import load

HERE = Path(__file__).parent


def entries() -> list[Any]:
    found = []
    for path in sorted(HERE.glob("*.yaml")):
        document = load(path, path.name)
        assert not document.problems, document.problems
        found += [pytest.param(each, id=f"{path.stem}: {each['name']}") for each in document.value]  # type: ignore[attr-defined]
    return found


@pytest.fixture(scope="session")
def pack() -> Pack:
    return read_pack(HERE / "pack")


@pytest.mark.parametrize("entry", entries())
def test_every_back_end_gives_the_verdict_that_is_written(entry: dict[str, Any], pack: Pack) -> None:
    node = parse(entry["expression"])
    assert check(node, pack.vocabulary) == []
    condition = pack.lowering(date.fromisoformat(entry.get("as_of", str(DAY)))).condition(node)
    cases = entry["cases"]
    subjects = [canonical_subject(pack.vocabulary, case["given"]) for case in cases]
    wanted = [case["verdict"] for case in cases]
    for name, back_end in BACK_ENDS.items():
        assert words(back_end(pack.vocabulary, condition, subjects)) == wanted, (
            f"{name}, all cases as one register"
        )
        # Alone, a case has no columns but its own: no band and no field that only its neighbours file.
        alone = [words(back_end(pack.vocabulary, condition, [each]))[0] for each in subjects]
        assert alone == wanted, f"{name}, each case as a register of one"
    open_fields = [sorted(case.get("missing", [])) for case in cases]
    assert missing_by_subject(pack, condition, subjects) == open_fields
    assert missing_by_kernel(pack, condition, subjects) == open_fields


def test_the_kit_is_as_large_as_it_says() -> None:
    cases = [case for entry in entries() for case in entry.values[0]["cases"]]
    assert len(cases) >= 500
    assert all(("missing" in case) == (case["verdict"] == "unknown") for case in cases)
    assert all(set(case) <= {"given", "verdict", "missing"} for case in cases)
