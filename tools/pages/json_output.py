"""What ``--json`` prints, from real runs on the examples."""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
from pathlib import Path
from typing import Any

from pages.words import made
from twinwheel.cli.main import main

ROOT = Path(__file__).resolve().parent.parent.parent
DAY = "2026-11-21"
PACK = "examples/example-bay"
ONE = ["examples/example-bay.csv", "91000000EXAMPLE621", "--as-of", DAY]

RUNS = {
    "pack check": (["pack", "check", PACK, "--as-of", "2028-01-01"], 0),
    "pack test": (["pack", "test", PACK, "--measure", "example-bay-rent"], 0),
    "register check": (["register", "check", "packs/beijing-sti", "examples/enterprises.csv"], 1),
    "match": (["match", PACK, "examples/example-bay.csv", "--as-of", DAY], 0),
    "explain": (["explain", PACK, *ONE, "--measure", "example-bay-rent"], 0),
    "ask": (
        ["ask", PACK, "examples/example-bay.csv", "91000000EXAMPLE546", "--as-of", DAY, "--limit", "1"],
        0,
    ),
    "an error": (["pack", "check", "examples/no-such-pack"], 1),
}


def ran(words: list[str], wanted: int) -> Any:
    """The one JSON object a command prints; on stderr where it is an error."""
    with (
        contextlib.chdir(ROOT),
        tempfile.TemporaryDirectory() as folder,
        contextlib.redirect_stdout(io.StringIO()) as out,
        contextlib.redirect_stderr(io.StringIO()) as told,
    ):
        code = main([*words, *(["-o", folder] if words[0] == "match" else []), "--json"])
    assert code == wanted, (words, code, told.getvalue())
    return json.loads(out.getvalue() or told.getvalue())


def shortened(value: Any, key: str = "") -> Any:
    """The same with the first item of each list, and without what changes with every edit of a pack."""
    if key == "hash":
        return "…"
    if key == "versions":
        return dict.fromkeys(value, "…")
    if key == "measures" and isinstance(value, dict):
        first = next(iter(value))
        return {first: shortened(value[first]), **({"…": {}} if len(value) > 1 else {})}
    if isinstance(value, dict):
        return {name: shortened(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [shortened(value[0]), *(["…"] if len(value) > 1 else [])] if value else []
    return value


def page() -> str:
    lines = made("the command line, run on examples/", "JSON output")
    lines += [
        "With `--json` a command prints one object, of which this page shows an example each. Lists are cut after",
        "their first item and hashes left out; `…` marks the place. Money is text. An absent value is `null`. The",
        "exit code is the same as without `--json`.",
        "",
    ]
    for title, (words, code) in RUNS.items():
        text = json.dumps(shortened(ran(words, code)), ensure_ascii=False, indent=2)
        lines += [f"## {title}", "", "```json", text, "```", ""]
    return "\n".join(lines)
