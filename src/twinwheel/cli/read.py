"""``twinwheel read``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from twinwheel.cli.language import Lang, language
from twinwheel.cli.printable import printable
from twinwheel.errors import TwinwheelError, UsageError

if TYPE_CHECKING:
    from twinwheel.reading.pipeline import Summary


def read(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="PDF, scans, HTML, DOCX, OFD, Markdown or plain text; a folder stands for the files in it",
            show_default=False,
            parser=Path,  # typer checks each path by itself, which takes long for a thousand
        ),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="folder for the results", show_default=False)
    ],
    tagger: Annotated[
        str, typer.Option(metavar="NAME", help="how names are found: auto, lac (the extra [tagger]) or rules")
    ] = "auto",
    jobs: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="processes; by default as many as there are cores")
    ] = None,
    lang: Annotated[Lang, language("the summary")] = "zh",
    as_json: Annotated[bool, typer.Option("--json", help="print the summary as JSON")] = False,
) -> None:
    """Read documents into articles, variants between their renditions, and facts; each with its characters.

    \b
    twinwheel read page.pdf scan.png notice.docx -o out
    Writes document.json, facts.parquet, reading.html and the raw text of each FILE as FILE.txt.
    A file that cannot be read gives one line and exit code 1; the others are read all the same.
    Scans take long: while they are read, the results of the other files are there already.
    """
    from twinwheel.reading import workers

    workers.begin([__name__, workers.WARM])  # beside what this process loads for itself
    workers.collect_seldom()
    from twinwheel.cli.progress import stages
    from twinwheel.reading import pipeline, table  # noqa: F401 - what writes is loaded while the processes begin
    from twinwheel.reading.facts.tagger import Which
    from twinwheel.reports import reading as page

    which = next((name for name in get_args(Which) if name == tagger), None)
    if which is None:
        raise UsageError(f'no tagger "{tagger}"', f"Taggers: {', '.join(get_args(Which))}.")
    with stages(
        {
            "files": "reading files",
            "scans": "reading scanned pages",
            "articles": "finding facts",
        }
    ) as advance:
        summary = pipeline.read(
            _unfolded(files, output),
            output,
            tagger=which,
            jobs=jobs,
            advance=lambda step: advance(step.stage, step.done, step.total),
            early=lambda summary: _so_far(summary, output, lang),
        )
    if summary.files:
        page.write(output)
    _say(summary, output, lang, as_json=as_json)
    if summary.problems:
        raise typer.Exit(1)


def _unfolded(files: list[Path], output: Path) -> list[Path]:
    """Folders replaced by the files in them that are not hidden, in the order of their names; without earlier
    results where the folder is also the one for the results."""
    found: list[Path] = []
    for path in files:
        if path.is_dir():
            written = _written(output) if path.resolve() == output.resolve() else set()
            inside = sorted(
                p
                for p in path.iterdir()
                if p.is_file() and not p.name.startswith(".") and p.name not in written
            )
            if not inside:
                raise UsageError(f"{path} holds no files", "Name the documents, or the folder they lie in.")
            found += inside
        else:
            found.append(path)
    return found


def _written(folder: Path) -> set[str]:
    """What an earlier run wrote into the folder, and what people decided there."""
    from twinwheel.reading import results, review

    if not (folder / results.DOCUMENTS).is_file():
        return set()
    names = {results.DOCUMENTS, results.FACTS, results.PAGE, review.FILE}
    try:
        return names | {document["text_file"] for document in results.documents(folder)}
    except TwinwheelError:  # not ours
        return set()


def _so_far(summary: Summary, folder: Path, lang: Lang) -> None:
    """What can be worked with while scans are read."""
    from twinwheel.reports import reading as page

    page.write(folder)
    told = {
        "zh": f"{folder} 已有先读出的 {summary.files} 个文件的结果，扫描件仍在识别",
        "en": f"{folder} has what the files read so far say ({summary.files}); scans are still being read",
    }
    print(told[lang], file=sys.stderr)


def _say(summary: Summary, folder: Path, lang: Lang, *, as_json: bool) -> None:
    for problem in summary.problems:
        print(printable(f"{problem.file}: {problem.what.rstrip('.')}. {problem.advice}"), file=sys.stderr)
    if as_json:
        print(json.dumps(_figures(summary), ensure_ascii=False))
    elif summary.files:
        print(_told(summary, folder / "reading.html", lang))


def _told(summary: Summary, page: Path, lang: Lang) -> str:
    """The summary in five lines."""
    from twinwheel.reports.reading import ARTICLES, KINDS

    comma = "，" if lang == "zh" else ", "
    kinds = comma.join(f"{getattr(ARTICLES[kind], lang)} {n}" for kind, n in summary.kinds.most_common())
    facts = comma.join(f"{getattr(KINDS[kind], lang)} {n}" for kind, n in summary.facts.most_common())
    if facts:
        facts = f"（{facts}）" if lang == "zh" else f" ({facts})"
    if lang == "en":
        return (
            f"files: {summary.files}, characters: {summary.characters:,}\n"
            f"articles: {summary.articles} ({kinds})\n"
            f"variants between renditions: {summary.variants}\n"
            f"facts: {summary.facts.total()}, names by {summary.tagger}{facts}\n"
            f"page: {page}"
        )
    return (
        f"文件 {summary.files}，字 {summary.characters:,}\n"
        f"篇 {summary.articles}（{kinds}）\n"
        f"异文 {summary.variants}\n"
        f"事实 {summary.facts.total()}，识名 {summary.tagger}{facts and f'（{facts}）'}\n"
        f"页面：{page}"
    )


def _figures(summary: Summary) -> dict[str, object]:
    return {
        "files": summary.files,
        "characters": summary.characters,
        "articles": summary.articles,
        "kinds": dict(summary.kinds),
        "variants": summary.variants,
        "facts": dict(summary.facts),
        "tagger": summary.tagger,
        "problems": [
            {"file": problem.file, "what": problem.what, "advice": problem.advice}
            for problem in summary.problems
        ],
    }
