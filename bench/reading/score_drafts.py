"""``python -m bench.reading.score_drafts dev``: drafts every policy text of one half and scores it against its gold.

With ``--wrong`` it also says in words what is wrong, text by text. Of folders whose name begins with ``held`` only
figures are shown: nothing is tuned on them. ``--json FILE`` keeps the figures.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from bench.reading.policies.draft import Draft, read_draft
from bench.reading.policies.gold import HALVES, PACK, PolicyText, texts
from bench.reading.policies.same import Same
from bench.reading.policies.score import Score, score
from bench.reading.policies.usable import can_be_met, matched, refused, rules
from twinwheel.cli.main import main as twinwheel
from twinwheel.criteria.prove import Prover
from twinwheel.packs.reader import read_pack

ROOT = Path(__file__).resolve().parents[2]

SHARES = (  # what is shown, its counts: right, of how many
    ("criteria exactly right", "exact", "checkable"),
    ("  partly right", "partly", "checkable"),
    ("  left to a person", "left to a person", "checkable"),
    ("  lost", "lost", "checkable"),
    ("drafted rules invented", "invented", "drafted rules"),
    ("  read into words for a person", "read into human", "drafted rules"),
    ("criteria for a person kept", "human kept", "human kept of"),
    ("measures with exactly their conditions", "measure", "measure of"),
    ("rules that refuse nobody the text lets in", "lets in", "lets in of"),
    ("subjects right", "subject", "subject of"),
    ("benefits found", "benefit", "benefit of"),
    ("  kind right", "benefit kind", "benefit kind of"),
    ("  every figure there", "benefit figures", "benefit figures of"),
    ("  amount computed right", "benefit amount", "benefit amount of"),
    ("windows", "window", "window of"),
    ("validity", "validity", "validity of"),
    ("departments", "department", "department of"),
    ("numbers of documents", "number", "number of"),
    ("issuers", "issuer", "issuer of"),
    ("sentences claimed or out of scope", "sentence", "sentence of"),
    ("drafts `pack check` accepts", "accepted", "texts"),
    ("drafted measures a subject can meet (proof)", "can be met", "drafted measures"),
    ("drafted measures that match 1 of 20,000", "matched", "drafted measures"),
    ("texts of which a measure matches", "text matched", "texts"),
)
COUNTS = ("invented numbers", "more for a person")


class Result(NamedTuple):
    given: PolicyText
    score: Score
    seconds: float


def run(half: str, into: Path, *, match: bool = True) -> list[Result]:
    """Draft and score every text of a half; the drafts are left in ``into``, a folder each."""
    pack = read_pack(ROOT / PACK)
    prover = Prover(pack.vocabulary)
    found = []
    for given in texts(half):
        folder = into / given.name
        started = time.perf_counter()
        drafting = draft(given, folder)
        seconds = time.perf_counter() - started
        if drafting:
            lost = score(given, Draft(()), Same(pack, pack.info.reviewed))
            found.append(Result(given, lost + _use(wrong=[f"no draft: {drafting}"]), seconds))
            continue
        scored = score(given, read_draft(folder, given.text), Same(pack, _day(given, pack.info.reviewed)))
        found.append(
            Result(given, scored + _used(folder, into / f"{given.name}-out", prover, match=match), seconds)
        )
    return found


def draft(given: PolicyText, folder: Path) -> str:
    """`twinwheel draft` on one text; what it said if it failed, else nothing."""
    said = io.StringIO()
    words = ["draft", str(given.path), "--pack", str(ROOT / PACK), "-o", str(folder)]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
        code = twinwheel(words)
    return said.getvalue().strip() or f"exit {code}" if code else ""


def _day(given: PolicyText, other: date) -> date:
    return (given.gold.valid and given.gold.valid.since) or given.gold.document.date or other


def _use(wrong: Iterable[str] = (), **counts: int) -> Score:
    found = Score(wrong=list(wrong))
    found.counts.update({"texts": 1, **{name.replace("_", " "): each for name, each in counts.items()}})
    return found


def _used(folder: Path, into: Path, prover: Prover, *, match: bool) -> Score:
    """What `pack check` and `match` say of a draft."""
    if errors := refused(folder):
        return _use(wrong=[f"pack check: {each}" for each in errors])
    pack = read_pack(folder)
    drafted = len(rules(pack))
    into.mkdir(parents=True, exist_ok=True)
    hits = matched(folder, pack, into) if match else {}
    some = sum(each > 0 for each in hits.values())
    possible = can_be_met(pack, prover)
    return _use(
        [f"matches nobody: {id}" for id, each in hits.items() if not each],
        accepted=1,
        drafted_measures=drafted,
        can_be_met=len(possible),
        matched=some,
        text_matched=int(some > 0),
    )


def total(results: Iterable[Result]) -> Score:
    return sum((each.score for each in results), Score())


def figures(results: list[Result]) -> dict[str, Any]:
    """The figures of a half, for a file: shares, counts, and the exact share of each style and text."""
    every = total(results)
    styles = sorted({each.given.gold.style for each in results})
    return {
        "texts": len(results),
        "shares": {title.strip(): every.share(part, whole) for title, part, whole in SHARES},
        "of": {title.strip(): every.counts[whole] for title, _, whole in SHARES},
        "counts": {each: every.counts[each] for each in COUNTS},
        "exact by style": {
            style: total(each for each in results if each.given.gold.style == style).share(
                "exact", "checkable"
            )
            for style in styles
        },
        "exact by text": {each.given.name: each.score.share("exact", "checkable") for each in results},
        "seconds a text": sum(each.seconds for each in results) / max(len(results), 1),
    }


def table(results: list[Result], half: str) -> Table:
    """The figures, for a person."""
    every = total(results)
    shown = Table(title=f"drafts of {len(results)} texts ({half})", title_justify="left")
    shown.add_column("")
    shown.add_column("share", justify="right")
    shown.add_column("of", justify="right")
    for title, part, whole in SHARES:
        share = every.share(part, whole)
        shown.add_row(title, "–" if share is None else f"{share:.1%}", str(every.counts[whole]))
    for each in COUNTS:
        shown.add_row(each, str(every.counts[each]), "")
    return shown


def by_text(results: list[Result]) -> Table:
    shown = Table(title="each text", title_justify="left")
    for name in (
        "text",
        "checkable",
        "exact",
        "partly",
        "person",
        "lost",
        "invented",
        "measures right",
        "ms",
    ):
        shown.add_column(name, justify="left" if name == "text" else "right")
    names = ("checkable", "exact", "partly", "left to a person", "lost", "invented")
    for each in results:
        counts = each.score.counts
        whole = f"{counts['measure']}/{counts['measure of']}"
        shown.add_row(
            each.given.name, *(str(counts[name]) for name in names), whole, f"{each.seconds * 1000:.0f}"
        )
    return shown


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reading.score_drafts", description=__doc__)
    parser.add_argument("half", nargs="?", choices=HALVES, default="dev")
    parser.add_argument("--wrong", action="store_true", help="say what is wrong, text by text (not of held)")
    parser.add_argument("--no-match", action="store_true", help="leave the matching out, which takes longest")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the drafts there")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures")
    options = parser.parse_args(arguments)
    held = options.half.startswith("held")
    if options.wrong and held:
        parser.error("what is wrong with held texts is not told, so that nothing is tuned on them")
    with tempfile.TemporaryDirectory(prefix="twinwheel-drafts-") as temporary:
        results = run(options.half, options.keep or Path(temporary), match=not options.no_match)
    console = Console(highlight=False, width=130)
    if not held:
        console.print(by_text(results))
    console.print(table(results, options.half))
    if options.wrong:
        for each in results:
            console.print(f"\n{each.given.name}", markup=False)
            for line in each.score.wrong:
                console.print(f"  {line}", markup=False, soft_wrap=True)
    if options.json:
        options.json.write_text(
            json.dumps(figures(results), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
