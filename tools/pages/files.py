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
from twinwheel.matching.changes.calendar import SCHEMA as CALENDAR
from twinwheel.matching.changes.changes import SCHEMA as CHANGED
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

CHANGES = {
    "subject_id": "the subject; those that are gone come last",
    "measure_id": "the measure",
    "outcome_before": "as the earlier run decided; null where there was no such pair",
    "outcome_after": "as this run decides; null where there is no such pair any more",
    "amount_yuan_before": "the money then",
    "amount_yuan_after": "the money now",
    "reasons": "what it takes to explain the change: causes first, then the verdicts that turned",
}
REASONS = {
    "field": "a value of the subject: `field`, its value before and after as text; null is not filed",
    "rule": "the text of `criterion`; null where it was not there, or is no more",
    "amount": "the amounts the measure states, as JSON",
    "parameter": "the value in force of the dated parameter `field`",
    "definition": "the text of the definition `field`",
    "codes": "the code list, type or unit of `field`",
    "day": "the day of the decisions",
    "subject_new": "the subject was not in the register",
    "subject_removed": "the subject is in the register no more",
    "measure_new": "the measure was not in the pack; `after` is its validity",
    "measure_removed": "the measure is in the pack no more",
    "in_force": "the measure was not in force; its validity before and after",
    "lapsed": "the measure is in force no more; its validity before and after",
    "superseded": "the measure was replaced by the one `after` names",
    "verdict": "no cause, but what came of them: the verdict on `criterion` before and after",
}
DAYS = {
    "day": "the first day on which it is so",
    "subject_id": "the subject; null: the row is about the measure itself",
    "measure_id": "the measure",
    "before": "the outcome of the day before; null while the measure is not in force",
    "after": "the outcome from that day on; of a measure that is replaced, the one that replaces it",
    "because": "one of the seven below",
    "criteria": "of a `day` or `parameter`, the criteria whose verdict turned",
    "fields": "the fields those look at where they look at the day",
}
BECAUSE = {
    "day": "a rule that reads the day turned: an age, a deadline",
    "parameter": "a dated parameter took its next value",
    "in_force": "the measure came into force",
    "lapsed": "the measure ended the day before",
    "superseded": "another measure replaced it",
    "window_opens": "the first day of applications; only about the measure",
    "window_closes": "the last day of applications; only about the measure",
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
        "## REGISTER.codes/",
        "",
        "Beside a Parquet register that `match` or `try` read: its values as small integers, a file a column, so that the",
        "next run need not read them again. A file that does not fit the register, or is damaged, is made anew. As private",
        "as the register; it may be deleted at any time, and `match --no-codes` makes none.",
        "",
        "## basis/",
        "",
        "Written with `--keep`, and by every run with `--since`: what the decisions were made of. It is as private as the",
        "register, so nothing is kept unless it is asked for.",
        "",
        "`basis.json` names the day and the hashes, `pack.json` is the whole pack with what it extends, and",
        "`register.parquet` holds the columns that the rules and amounts in force that day read. The folders they came",
        "from are not needed any more.",
        "",
        "## changes.parquet",
        "",
        "Written with `--since DIR` in place of the decisions: one row per subject and measure whose outcome or amount is",
        "not what the run in DIR decided. The earlier decisions, put right by it, are those of a full run. A pair that is",
        "ineligible and was not there, or the other way round, is no news and only written with `--all`.",
        "",
    ]
    lines += table(("column", "type", "holds"), _columns(CHANGED, CHANGES))
    lines += [
        "Taking the causes back restores the decision of before, and leaving any one of them out does not; a",
        "`parameter` that is told beside the `day` is what the day moved.",
        "",
    ]
    lines += table(("reason", "what it names"), ((f"`{kind}`", words) for kind, words in REASONS.items()))
    lines += [
        "`summary.json` then names both runs, and counts the changes by reason, by outcome and by measure.",
        "",
        "## calendar.parquet",
        "",
        "`twinwheel calendar PACK REGISTER --from DATE --to DATE -o FOLDER` writes three. `calendar.json` is what `--json`",
        "prints; `calendar.html` is the page for people.",
        "",
        "First the events of measures, then the changes in the order of the register and of the days. Each day is compared",
        "with the day before. A subject that is ineligible while a measure comes into force or ends has no row.",
        "",
    ]
    lines += table(("column", "type", "holds"), _columns(CALENDAR, DAYS))
    lines += table(("because", "means"), ((f"`{kind}`", words) for kind, words in BECAUSE.items()))
    return "\n".join(lines)


def _columns(schema: pa.Schema, words: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    for field in schema:
        kind = (
            str(field.type)
            .replace("list<element: string>", "list of text")
            .replace("list<item: string>", "list of text")
        )
        if pa.types.is_list(field.type) and pa.types.is_struct(field.type.value_type):
            kind = f"list of ({', '.join(each.name for each in field.type.value_type)})"
        kind = (
            kind.replace("string", "text")
            .replace("date32[day]", "day")
            .replace("decimal128(20, 2)", "decimal with two places")
        )
        yield f"`{field.name}`", kind + (", may be null" if field.nullable else ""), words[field.name]
