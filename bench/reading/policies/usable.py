"""Whether a draft is of use as it stands: `pack check` accepts it, and its measures find subjects."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from twinwheel.cli.main import main
from twinwheel.criteria.logic import conjunction
from twinwheel.criteria.parse import parse
from twinwheel.criteria.prove import Prover, met
from twinwheel.packs.check import check_pack
from twinwheel.packs.model import MeasureSpec
from twinwheel.packs.pack import Pack
from twinwheel.registers.sample import write_sample

ROWS = 20_000
CAN_HAVE = ("eligible", "needs_review")
"""Outcomes of a subject that can have a measure, where a person still has to look or not."""


def refused(folder: Path) -> list[str]:
    """The errors `pack check` finds in a draft; none means accepted."""
    _, findings = check_pack(folder)
    return [str(each.problem) for each in findings if each.severity == "error"]


def rules(pack: Pack) -> dict[str, MeasureSpec]:
    """The measures of the folder itself that are matched."""
    return {id: pack.measures[id] for id in sorted(pack.own) if pack.measures[id].kind == "rule"}


def day_in_force(measure: MeasureSpec, other: date) -> date:
    """``other``, or the day nearest to it on which the measure is in force."""
    since, until = measure.valid.since, measure.valid.until
    if since and other < since:
        return since
    return until if until and other > until else other


def matched(folder: Path, pack: Pack, into: Path) -> dict[str, int]:
    """How many of 20,000 made-up subjects can have each measure, as `twinwheel match` says."""
    groups: dict[tuple[str, date], list[str]] = {}
    for id, measure in rules(pack).items():
        day = day_in_force(measure, pack.info.reviewed)
        groups.setdefault((measure.subject, day), []).append(id)
    found: dict[str, int] = {}
    for (subject, day), ids in groups.items():
        register = into / f"{subject}-{day}.parquet"
        write_sample(pack, register, ROWS, subject=subject, as_of=day)
        outcomes = _summary(folder, register, day, into / f"{subject}-{day}")
        for id in ids:
            found[id] = sum(outcomes.get(id, {}).get(each, 0) for each in CAN_HAVE)
    return found


def _summary(folder: Path, register: Path, day: date, into: Path) -> Mapping[str, Mapping[str, int]]:
    words = ["match", str(folder), str(register), "--as-of", f"{day}", "-o", str(into)]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        code = main([*words, "--no-report", "--no-codes"])
    if code:
        raise RuntimeError(f"twinwheel {' '.join(words)}: exit {code}")
    summary = json.loads((into / "summary.json").read_text(encoding="utf-8"))
    return {id: each["outcomes"] for id, each in summary["measures"].items()}


def can_be_met(pack: Pack, prover: Prover) -> set[str]:
    """Measures for which a proof finds a subject that meets every rule: no sample can miss them."""
    found = set()
    for id, measure in rules(pack).items():
        lowering = pack.lowering(day_in_force(measure, pack.info.reviewed))
        conditions = [lowering.condition(parse(each.when)) for each in measure.criteria if each.when]
        if prover.find(met(conjunction(*conditions))).witness is not None:
            found.add(id)
    return found
