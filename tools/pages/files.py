"""The files ``twinwheel match`` writes."""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from pages.words import made, table
from twinwheel.cli.main import main
from twinwheel.matching.output import COMBINATIONS
from twinwheel.matching.plan import Outcome
from twinwheel.matching.run import SCHEMA

ROOT = Path(__file__).resolve().parent.parent.parent
DAY = date(2026, 11, 21)

DECISIONS = {
    "subject_id": "the subject, as the register names it",
    "measure_id": "the measure, as its file is called",
    "outcome": "one of the four below",
    "amount_yuan": "the money; null where it is not known, or the measure gives none",
    "missing": "the fields that can still change an unknown outcome; else empty",
}
CHOICES = {
    "subject_id": "a subject for which eligible measures exclude each other",
    "chosen": "the eligible measures it should take, those that exclude nothing among them",
    "dropped": "the eligible measures it should leave",
    "amount_yuan": "what the chosen ones are worth together, as far as it is known",
    "dropped_yuan": "what the dropped ones would have been worth, as far as it is known",
    "amount_unknown": "chosen measures whose amount is not known",
}
OUTCOMES = {
    "eligible": "every criterion is met",
    "needs_review": "every rule is met; a person has to decide a human criterion",
    "unknown": "no criterion is not met, and some rule is unknown",
    "ineligible": "some criterion is not met; written only with `--all`",
}
SUMMARY = {
    "as_of": "the day of the decisions",
    "subject": "the type of subject",
    "pack.id": "the pack",
    "pack.version": "its version",
    "pack.hash": "SHA-256 over its files and those of the packs it extends",
    "register.rows": "how many subjects",
    "register.hash": "SHA-256 of the register file",
    "register.problems": "how many of its cells could not be read and are missing in the decisions",
    "versions.twinwheel": "what it was made with",
    "versions.python": "the same",
    "versions.numpy": "the same",
    "versions.pyarrow": "the same",
    "totals.outcomes": "decisions by outcome, over all measures",
    "totals.amount_yuan": "known amounts of eligible subjects, as text; exclusions not taken into account",
    "totals.amount_yuan_lawful": "the same once each subject takes its best lawful combination",
    "measures.ID.title": "the measure in Chinese and English",
    "measures.ID.theme": "its theme",
    "measures.ID.level": "its level",
    "measures.ID.outcomes": "subjects by outcome",
    "measures.ID.amount_yuan": "known amounts of eligible subjects, as text",
    "measures.ID.amounts_unknown": "eligible subjects whose amount is not known",
    "programmes": "measures that are shown and never matched",
    "not_in_force": "measures that are not in force on the day, or replaced",
}


@cache
def summary() -> dict[str, Any]:
    """The summary of a real run: the register of the examples."""
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()) as out:
        words = [
            "match",
            str(ROOT / "packs" / "beijing-sti"),
            str(ROOT / "examples" / "enterprises-corrected.csv"),
        ]
        with contextlib.redirect_stderr(io.StringIO()) as told:
            code = main([*words, "--as-of", str(DAY), "-o", folder, "--json"])
        assert code == 0, told.getvalue()
        return json.loads(out.getvalue())  # type: ignore[no-any-return]


def keys(value: dict[str, Any], before: str = "") -> Iterator[str]:
    """The keys of a summary, with dots between; a measure's own id as ID."""
    for key, inner in value.items():
        name = f"{before}{key}"
        if name == "measures":
            yield from keys(next(iter(inner.values())), "measures.ID.")
        elif isinstance(inner, dict) and not set(inner) & {"zh", *Outcome}:
            yield from keys(inner, f"{name}.")
        else:
            yield name


def page() -> str:
    lines = made("src/twinwheel/matching/ and tools/pages/files.py", "Files written by `match`")
    lines += [
        "`twinwheel match PACK REGISTER --as-of DATE -o FOLDER` writes four files. They appear together when the run",
        "ends well, or not at all; what stood there before is replaced only then.",
        "",
        "## decisions.parquet",
        "",
        "One row per subject and measure, in the order of the register. A measure that is not in force has no rows.",
        "",
    ]
    lines += table(("column", "type", "holds"), _columns(SCHEMA, DECISIONS))
    lines += table(("outcome", "means"), ((f"`{each.value}`", OUTCOMES[each.value]) for each in Outcome))
    lines += ["## combinations.parquet", "", "Only subjects that have to choose.", ""]
    lines += table(("column", "type", "holds"), _columns(COMBINATIONS, CHOICES))
    lines += ["## summary.json", "", "Money is text, so that no program makes an inexact number of it.", ""]
    lines += table(("key", "holds"), ((f"`{key}`", SUMMARY[key]) for key in keys(summary())))
    lines += [
        "## report.html",
        "",
        "One page for people, in Chinese with an English switch. It needs no network and no script to be read, and",
        "prints.",
        "",
    ]
    return "\n".join(lines)


def _columns(schema: pa.Schema, words: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    for field in schema:
        kind = (
            str(field.type)
            .replace("list<element: string>", "list of text")
            .replace("list<item: string>", "list of text")
        )
        kind = kind.replace("string", "text").replace("decimal128(20, 2)", "decimal with two places")
        yield f"`{field.name}`", kind + (", may be null" if field.nullable else ""), words[field.name]
