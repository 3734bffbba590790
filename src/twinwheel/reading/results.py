"""The folder of results: what its files are called, how they are put together, and how they are read again.

``document.json``, ``facts.parquet`` and, for each file that was read, its raw text as ``FILE.txt``.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, NamedTuple

from twinwheel.errors import DocumentError, NotFound, OutputError, Problem
from twinwheel.messages import heard, message
from twinwheel.reading import contract, review
from twinwheel.replacing import replacing

DOCUMENTS, FACTS, PAGE = "document.json", "facts.parquet", "reading.html"
MAX_NAME_BYTES = 255
"""What file systems allow; a long Chinese title nearly fills it."""
ROWS = 20_000
"""Facts written to the table at a time."""
_BETWEEN = b",\n"
"""Between two documents."""
_DECIDED = "decided.pickle"
_FILE = re.compile(r'\{"file": ("(?:[^"\\]|\\.)*+")')


# -- names ---------------------------------------------------------------------------------------------


def names_of(files: Sequence[Path]) -> list[str]:
    """What each file is called in the results: its own name, with as many folders before it as tell it apart."""
    parts = [
        tuple(map(readable, Path(os.path.abspath(path)).parts))  # noqa: PTH100 - without .., links as they are
        for path in files
    ]
    depth = [1] * len(files)
    while True:
        names = ["/".join(part[-d:]).lstrip("/") for part, d in zip(parts, depth, strict=True)]
        count = Counter(names)
        again = [i for i, name in enumerate(names) if count[name] > 1 and depth[i] < len(parts[i])]
        if not again:
            return names
        for i in again:
            depth[i] += 1


def readable(name: str) -> str:
    """The name of a file; of one whose bytes are no UTF-8, as they come out of older archives, in GB18030."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(name).decode("gb18030", "replace")
    return name


def text_file_of(name: str) -> str:
    """Where the raw text of the file of this name lies: ``FILE.txt``, shortened where no file may be called so."""
    before, slash, last = f"{name}.txt".rpartition("/")
    if len(last.encode("utf-8")) > MAX_NAME_BYTES:
        mark = hashlib.sha256(name.encode("utf-8")).hexdigest()[:8]
        last = last.encode("utf-8")[:200].decode("utf-8", "ignore") + f"…{mark}.txt"
    return f"{before}{slash}{last}"


def keep_apart(files: Sequence[Path], names: Sequence[str], folder: Path) -> None:
    """No file that is to be read may be written over: raises OutputError."""
    given = {path.resolve() for path in files}
    for name in (DOCUMENTS, FACTS, PAGE, *map(text_file_of, names)):
        if (folder / name).resolve() in given:
            raise OutputError(
                message("{path} is to be read and would be written over", path=str(folder / name)),
                message("Choose another folder."),
            )


# -- reading them again --------------------------------------------------------------------------------


def documents(folder: Path) -> Iterator[dict[str, Any]]:
    """The records of ``document.json``, one after the other: a line each, so that they need not all be in memory.

    Raises:
        NotFound: nothing was read into the folder.
        DocumentError: the file is damaged.
    """
    path = folder / DOCUMENTS
    if not path.is_file():
        problem = Problem(
            str(folder),
            None,
            None,
            None,
            message("nothing was read into it"),
            message("twinwheel read FILE... -o DIR"),
        )
        raise NotFound([problem])
    with path.open(encoding="utf-8", errors="surrogateescape") as lines:
        for number, line in enumerate(lines, 1):
            record = line.strip().rstrip(",")
            if record in ("[", "]", ""):
                continue
            try:
                document = json.loads(record)
                contract.check(document)
                yield document
            except (ValueError, RecursionError) as error:
                what = message("it is not as reading wrote it: {error}", error=heard(error))
                raise DocumentError(
                    [Problem(str(path), number, None, None, what, message("Read again."))]
                ) from error


def files(folder: Path) -> Iterator[str]:
    """The names of the documents in ``document.json``, by the first words of each record alone."""
    with (folder / DOCUMENTS).open(encoding="utf-8", errors="surrogateescape") as lines:
        for line in lines:
            name = _FILE.match(line)
            if name:
                with suppress(ValueError):  # not as reading wrote it
                    yield str(json.loads(name[1]))


def raw_text(folder: Path, document: dict[str, Any]) -> str:
    """The raw text of a document, as its offsets count it.

    Raises:
        DocumentError: it is not there, or would lie outside the folder: ``document.json`` may come from anyone.
    """
    path = folder / str(document["text_file"])
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise DocumentError.of(
                str(folder / DOCUMENTS),
                message("it points outside: {path}", path=str(path)),
                message("Read again."),
            )
        return path.read_bytes().decode("utf-8", "surrogatepass")
    except (OSError, ValueError, RuntimeError) as error:
        raise DocumentError.of(
            str(path),
            message("the raw text cannot be read: {error}", error=heard(error)),
            message("Read again."),
        ) from error


def apply_review(folder: Path) -> None:
    """Put what people decided beside the records of ``document.json``, without reading anything again."""
    decisions = review.load(folder)

    def decided() -> Iterator[bytes]:
        for document in documents(folder):
            _with_decisions(document, decisions)
            yield _line(document)

    with replacing(folder / DOCUMENTS) as path, path.open("wb") as out:
        _write_documents(out, decided())


# -- putting them together -----------------------------------------------------------------------------


class Parts(NamedTuple):
    """What the record of a document is put together from. All of it lies in the folder of a run."""

    number: int
    """Of the file: ``NUMBER.record`` is its record without facts and variants."""
    name: str
    """Of the file."""
    found: list[str]
    """Files with what was found in its articles."""


class Bundle(NamedTuple):
    """Documents that follow one another, put together at once: a file for each would cost more than what is in it."""

    parts: list[Parts]
    work: Path

    def of(self, ending: str) -> Path:
        """Where what is ready lies: ``FIRST.lines``, and ``FIRST.facts`` as rows of the table."""
        return self.work / f"{self.parts[0].number}{ending}"


class Composed(NamedTuple):
    """A document that is ready to be written."""

    number: int
    articles: dict[str, str]
    """The kind of each article, by its id."""
    variants: int
    """Those that are counted with this file: a variant stands in each file that has the article."""
    tagger: str


def keep_decisions(work: Path, decisions: dict[str, review.Decision]) -> None:
    """Lay what people decided where ``compose`` finds it, in other processes too."""
    (work / _DECIDED).write_bytes(pickle.dumps(decisions))
    _decisions.cache_clear()


@lru_cache(maxsize=1)
def _decisions(work: Path) -> dict[str, review.Decision]:
    decisions: dict[str, review.Decision] = _kept(work / _DECIDED)
    return decisions


def compose(bundle: Bundle) -> list[Composed | DocumentError]:
    """Put the records of documents together, with what people decided. Of a document of whose articles nothing was
    found, not even what they are called, the error."""
    from twinwheel.reading import table

    documents: list[dict[str, Any]] = []
    done: list[Composed | DocumentError] = []
    for parts in bundle.parts:
        document = _composed(parts, bundle.work)
        if isinstance(document, DocumentError):
            done.append(document)
            continue
        documents.append(document)
        done.append(
            Composed(
                parts.number,
                {article["article_id"]: article["kind"] for article in document["articles"]},
                sum(parts.name == min(variant["readings"]) for variant in document["variants"]),
                document["ran"]["tagger"],
            )
        )
    bundle.of(".lines").write_bytes(_BETWEEN.join(map(_line, documents)))
    table.lay(bundle.of(".facts"), table.table_of(documents))
    return done


def _composed(parts: Parts, work: Path) -> dict[str, Any] | DocumentError:
    document: dict[str, Any] = _kept(work / f"{parts.number}.record")
    for name in parts.found:
        records = _kept(work / name)
        for at, known in records["articles"].items():
            document["articles"][at] |= known
        document["variants"] += records["variants"]
        document["facts"] += records["facts"]
    if not all(article["article_id"] for article in document["articles"]):
        what, advice = (
            message("its articles could not be held against others"),
            message("Is there memory left? Try --jobs 1."),
        )
        return DocumentError.of(parts.name, what, advice)
    name = document["file"]
    document["variants"].sort(key=lambda variant: (variant["spans"].get(name, [0, 0]), variant["variant_id"]))
    document["facts"].sort(key=lambda fact: (fact["spans"][name][0], fact["kind"], fact["fact_id"]))
    _with_decisions(document, _decisions(work))
    return document


def write(folder: Path, bundles: Iterable[Bundle]) -> Counter[str]:
    """Write composed documents, in this order, and their facts, a fact of several files once. Returns how many
    facts there are of each kind. Raises OutputError."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from twinwheel.reading import table

    counted: Counter[str] = Counter()
    with ExitStack() as stack:
        facts = stack.enter_context(replacing(folder / FACTS))
        records = stack.enter_context(replacing(folder / DOCUMENTS))
        out = stack.enter_context(records.open("wb"))
        rows = stack.enter_context(pq.ParquetWriter(facts, table.FACTS))
        seen: set[str] = set()
        waiting: list[pa.Table] = []

        def lines() -> Iterator[bytes]:
            for bundle in bundles:
                waiting.append(table.fresh(bundle.of(".facts"), seen))
                counted.update(waiting[-1]["kind"].to_pylist())
                if sum(map(len, waiting)) >= ROWS:
                    rows.write_table(pa.concat_tables(waiting))
                    waiting.clear()
                composed = bundle.of(".lines").read_bytes()
                if composed:
                    yield composed

        _write_documents(out, lines())
        if waiting:
            rows.write_table(pa.concat_tables(waiting))
    return counted


def _with_decisions(document: dict[str, Any], decisions: dict[str, review.Decision]) -> None:
    """Put beside each record what a person decided about it."""
    for records, key in (("articles", "article_id"), ("variants", "variant_id"), ("facts", "fact_id")):
        for record in document[records]:
            record["accepted"] = review.accepted(record, record[key], decisions)


def _line(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode("utf-8")


def _write_documents(out: IO[bytes], found: Iterable[bytes]) -> None:
    """A JSON list, a document a line, so that it need never be in memory as a whole."""
    out.write(b"[")
    for turn, line in enumerate(found):
        out.write((_BETWEEN if turn else b"\n") + line)
    out.write(b"\n]\n")


def _kept(path: Path) -> Any:
    with path.open("rb") as waiting:
        return pickle.load(waiting)  # noqa: S301 - written by this run, in a folder of its own
