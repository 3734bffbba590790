"""The codes of ``twinwheel pack check``."""

from __future__ import annotations

from pages.words import made, table
from twinwheel.packs.check import CODES


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
        "Days count as of the day the pack was reviewed; `--as-of` takes another day. A pack with `format` errors is",
        "not looked at further: correct them first.",
        "",
    ]
    return "\n".join(lines)
