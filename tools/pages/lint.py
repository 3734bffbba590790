"""The codes of ``twinwheel pack check``."""

from __future__ import annotations

from pages.words import made, table
from twinwheel.packs.check import CODES, DEEP_CODES


def page() -> str:
    lines = made("src/twinwheel/packs/check.py", "Findings of `pack check`")
    lines += [
        "`twinwheel pack check PACK` lists everything that is wrong with a pack, each finding with its file and line.",
        "An **error** makes it end with 1; a **warning** is worth a person's look, and fails only with `--strict`.",
        "The codes do not change, for programs and for searching; `--json` prints them.",
        "",
    ]
    rows = ((f"`{code}`", severity, means) for code, (severity, means) in CODES.items())
    lines += table(("code", "severity", "means"), rows)
    lines += [
        "## With `--deep`",
        "",
        "`twinwheel pack check PACK --deep` also asks of every criterion, CASE and pair of measures whether there is a",
        "subject who shows it sound, over all values its fields may have. What it finds is **proved**: no subject was",
        "sampled, and the counterexample under `given:` was decided by the library itself before it is shown. It can",
        "be pasted into the `tests` of a measure. A **note** says what holds and may well be meant; it never fails.",
        "Subjects file each field exactly or not at all: a band is knowledge about such a subject, not another one.",
        "Where an expression reads the day, the proof is for the days the finding names. The last line counts the",
        "questions; one the solver cannot decide within its limit of steps is *not decided*, and nothing is reported.",
        "The solver is z3: `pip install 'twinwheel[prove]'`.",
        "",
    ]
    rows = ((f"`{code}`", severity, means) for code, (severity, means) in DEEP_CODES.items())
    lines += table(("code", "severity", "means"), rows)
    lines += [
        "Days count as of the day the pack was reviewed; `--as-of` takes another day. A pack with `format` errors is",
        "not looked at further: correct them first.",
        "",
    ]
    return "\n".join(lines)
