"""``twinwheel draft``: the text of a policy as draft measures, for a person to correct."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twinwheel.cli.language import Lang, language
from twinwheel.errors import DocumentError, OutputError, UsageError

if TYPE_CHECKING:
    from twinwheel.packs import Pack
    from twinwheel.reading.drafts import Drafted

RECORDS = ("spans.json", "coverage.json", "draft.html")


DRAFTED = ".drafted.json"
"""The hashes of the files of a draft, to tell what a person changed since."""


def draft(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="text, Markdown, Word, HTML, PDF or OFD", show_default=False),
    ],
    pack: Annotated[
        Path, typer.Option("--pack", metavar="PACK", help="folder of the pack whose fields it may use")
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="folder for the draft; made if need be")
    ],
    lang: Annotated[Lang, language("the summary and of draft.html")] = "zh",
    as_json: Annotated[bool, typer.Option("--json", help="print the summary as JSON")] = False,
) -> None:
    """Draft measures from the text of a policy: a pack folder, and a page that shows text and draft side by side.

    What is not understood becomes a criterion for a person. No number stands in a draft that does not stand in the
    text. TWINWHEEL_LLM_URL (with _KEY and _MODEL) lets a language model propose; without it none is asked.

    \b
    twinwheel draft notice.txt --pack packs/beijing-sti -o drafts/notice
    twinwheel pack check drafts/notice
    """
    from twinwheel.reading import workers

    # FILE is read in another process: what hangs or crashes a library ends that one.
    workers.begin(["twinwheel.reading.opening", "twinwheel.reading.articles"])
    from twinwheel.packs import read_pack
    from twinwheel.reading.drafts import draft as make
    from twinwheel.reading.drafts import policy
    from twinwheel.reading.drafts.endpoint import from_environment
    from twinwheel.reading.opening import articles_of, seconds_for
    from twinwheel.reading.results import readable
    from twinwheel.reading.workers import TooSlow, within

    model = from_environment(os.environ)
    _free(output, file)
    found = read_pack(pack)
    try:
        source, articles = articles_of(file, name=readable(file.name))
        with within(seconds_for(file)):
            read = policy(articles)
    except ValueError as error:
        raise DocumentError.of(str(file), str(error), "Cut it into several files.") from None
    except TooSlow:
        raise DocumentError.of(str(file), "it took too long to read", "Cut it into several files.") from None
    if not read.sentences:
        raise DocumentError.of(str(file), "there is no text in it", "A scan needs the extra [ocr].")
    drafted = make(read, found, sha256=source.sha256, model=model)
    _write(output, drafted, found, pack, source.file, source.raw, lang)
    _tell(drafted, output, lang, as_json=as_json)


def _free(output: Path, file: Path) -> None:
    """A folder that holds another pack is not written over, nor is the text itself."""
    if str(output) == "-":
        raise UsageError("a draft is a folder and does not go to stdout", "Give a folder.")
    if (output / "pack.yaml").is_file() and not (output / "spans.json").is_file():
        raise UsageError(f"{output} holds a pack that is no draft", "Choose another folder.")
    changed = _changed_by_hand(output)
    if changed:
        raise UsageError(
            f"{output / changed[0]} was changed since it was drafted",
            "Draft into another folder, or move it away.",
        )
    from twinwheel.reading.results import readable

    if (output / _text_name(readable(file.name))).resolve() == file.resolve():
        raise UsageError(f"{file} would be written over by the draft", "Choose another folder.")


def _changed_by_hand(output: Path) -> list[str]:
    """The files of an earlier draft that are not as it was written: a person's work, not to be written over."""
    try:
        written: dict[str, str] = json.loads((output / DRAFTED).read_bytes())
    except (OSError, ValueError):
        return []
    return [
        path
        for path, sha256 in sorted(written.items())
        if (output / path).is_file() and _sha256(output / path) != sha256
    ]


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write(output: Path, drafted: Drafted, pack: Pack, folder: Path, name: str, raw: str, lang: str) -> None:
    from twinwheel.reading.drafts.write import output as files_of
    from twinwheel.reports.draft import page

    text_name = _text_name(name)
    try:
        output.mkdir(parents=True, exist_ok=True)
        for old in (output / "measures").glob("draft-*.yaml"):
            old.unlink()
    except OSError as error:
        raise OutputError(f"{output} cannot be written: {error.strerror}", "Check the folder.") from error
    extends = os.path.relpath(folder.resolve(), output.resolve())
    made = files_of(
        drafted, pack, file=name, text_name=text_name, pack_id=_id(output, drafted), extends=extends
    )
    texts = {
        **made.files,
        text_name: raw,
        "spans.json": _json(made.spans),
        "coverage.json": _json(made.coverage),
        "draft.html": page(drafted, pack, made, lang),
    }
    try:
        (output / "measures").mkdir(exist_ok=True)
        for path, text in texts.items():
            (output / path).write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
        written = {path: _sha256(output / path) for path in made.files}
        (output / DRAFTED).write_text(_json(written), encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{output} cannot be written: {error.strerror}", "Check the folder.") from error


def _text_name(name: str) -> str:
    from twinwheel.reading.results import text_file_of

    return name if name.endswith(".txt") else text_file_of(name)


def _id(output: Path, drafted: Drafted) -> str:
    name = re.sub(r"[^a-z0-9]+", "-", output.resolve().name.lower()).strip("-")[:60]
    return name or f"draft-{drafted.sha256[:8]}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n"


def _tell(drafted: Drafted, output: Path, lang: str, *, as_json: bool) -> None:
    from twinwheel.reading.drafts.proof import fates

    criteria = [each for measure in drafted.measures for each in measure.criteria]
    told = {
        "measures": len(drafted.measures),
        "criteria": len(criteria),
        "rules": sum(each.node is not None for each in criteria),
        "human": sum(each.node is None for each in criteria),
        "by_model": sum(each.proposed_by == "model" for each in criteria),
        "refused": len(drafted.refused),
        "sentences": len(drafted.policy.sentences),
        "out_of_scope": sum(each.fate == "out_of_scope" for each in fates(drafted)),
        "output": str(output),
    }
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
        return
    shown = (
        f"措施 {told['measures']}，条件 {told['criteria']}（可判定 {told['rules']}，待人工 {told['human']}），"
        f"句子 {told['sentences']}（不在范围内 {told['out_of_scope']}），拒绝 {told['refused']}\n页面：{output / 'draft.html'}"
        if lang == "zh"
        else f"measures: {told['measures']}, criteria: {told['criteria']} (rules {told['rules']}, for a person"
        f" {told['human']}), sentences: {told['sentences']} (out of scope {told['out_of_scope']}),"
        f" refused: {told['refused']}\npage: {output / 'draft.html'}"
    )
    print(shown)
