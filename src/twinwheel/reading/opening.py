"""Step 1 of reading, a file by itself and in a process of its own: raw text, articles, a sketch of each.

They wait on the disk, in the folder ``work`` of a run: ``NUMBER.record`` is the record of the document without
facts, ``NUMBER.txt`` its raw text, ``NUMBER.pickle`` its articles.
"""

from __future__ import annotations

import hashlib
import pickle
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from twinwheel.errors import DocumentError
from twinwheel.messages import heard, message
from twinwheel.reading import cache, contract
from twinwheel.reading.model import Article, Source
from twinwheel.reading.results import text_file_of
from twinwheel.reading.sources import open_source
from twinwheel.reading.sources.limits import MAX_FILE_BYTES, MAX_PAGE_SECONDS, MAX_SCAN_SECONDS, MAX_SECONDS
from twinwheel.reading.workers import Crashed, TooSlow, apart, lives, tell, within

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SILENT = ("imprint", "junk")
"""Kinds of article in which no facts are looked for, and no renditions."""
_PICTURES = {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"}


class File(NamedTuple):
    """A file to read; ``number`` is its turn among those given."""

    number: int
    path: Path
    name: str
    work: Path
    folder: Path
    """Of the results: what OCR read is kept there."""
    tagger: str
    """Its name, for the record."""


class Pages(NamedTuple):
    """What is told while a file of pages is read."""

    number: int
    """Of the file."""
    done: int
    total: int
    by_ocr: bool
    """Whether OCR reads this page, or did: it takes long."""


class Opened(NamedTuple):
    """What this step tells of a file; its articles lie in ``work``."""

    characters: int
    sketches: list[tuple[int, NDArray[np.uint64], int]]
    """Number, sketch and length of each article that can have renditions."""
    alone: list[int]
    """Numbers of those that have none: imprint, junk, and what says the same over and over."""


def turn(path: Path) -> int:
    """Text goes first, then PDF, which may be scans, then pictures: a page of OCR takes as long as a thousand notices."""
    suffix = path.suffix.lower()
    return 2 if suffix in _PICTURES else int(suffix == ".pdf")


def seconds_for(path: Path) -> int:
    """How long reading it may take."""
    return MAX_SCAN_SECONDS if turn(path) else MAX_SECONDS


def open_one(task: File) -> Opened | DocumentError:
    """The step, for one file."""
    try:
        with within(seconds_for(task.path)):
            return _opened(task)
    except Exception as error:  # noqa: BLE001 - one document that hits a defect must not stop the others
        return told(task.name, error)


def told(name: str, error: Exception) -> DocumentError:
    """What stopped the reading of a document, as a person is told."""
    if isinstance(error, DocumentError):
        return error
    if isinstance(error, Crashed):
        what = message("its reader crashed, or did not come to an end")
        advice = message("The file is damaged, or too large for the memory of this machine.")
    elif isinstance(error, TooSlow):
        what = message("it took too long to read")
        advice = message("Split it into several files.")
    elif isinstance(error, OSError):
        what = message("it cannot be opened: {reason}", reason=heard(error.strerror or error))
        advice = message("Check its name and rights.")
    elif isinstance(error, MemoryError | RecursionError):
        what = message("it is built too large or too deep to read ({name})", name=type(error).__name__)
        advice = message("Split it into several files.")
    else:
        what = message(
            "its reader failed: {name}: {error}", name=type(error).__name__, error=str(error)[:200]
        )
        advice = message("This is a defect of Twinwheel; please report it with the document.")
    return DocumentError.of(name, what, advice)


def articles_of(path: Path, *, name: str) -> tuple[Source, list[Article]]:
    """One document and its articles; read in a process of its own, for a library may hang or crash over it.

    Raises:
        DocumentError: it cannot be read.
    """
    found = apart(_articles_of, (path, name))
    if isinstance(found, Crashed):
        raise told(name, found)
    if isinstance(found, DocumentError):
        raise found
    return found


def _articles_of(task: tuple[Path, str]) -> tuple[Source, list[Article]] | DocumentError:
    from twinwheel.reading.articles import articles

    path, name = task
    try:
        with within(seconds_for(path)):
            lives(MAX_PAGE_SECONDS)
            source = in_order(open_source(path, name, lambda *_: lives(MAX_PAGE_SECONDS)))
            lives(MAX_SECONDS)
            return source, articles(source)
    except Exception as error:  # noqa: BLE001 - an exception of a library need not pass between processes
        return told(name, error)


def in_order(source: Source) -> Source:
    """A page whose lines have places, with its raw text in reading order: a name that crosses a line end is
    then one range, where a scan gives the lines row by row across all columns."""
    if source.kind not in ("pdf", "scan", "ofd"):
        return source
    from twinwheel.reading import layout

    return layout.in_reading_order(source)[0]


def _opened(task: File) -> Opened:
    from twinwheel.reading.articles import articles
    from twinwheel.reading.renditions import repeats, sketch

    source = in_order(_source(task))
    found = articles(source)
    document = contract.document_record(source, text_file_of(task.name), task.tagger, found)
    here = f"{task.work}/{task.number}"
    Path(f"{here}.record").write_bytes(pickle.dumps(document, protocol=5))
    Path(f"{here}.txt").write_bytes(source.raw.encode("utf-8", "surrogatepass"))
    with Path(f"{here}.pickle").open("wb") as waiting:
        pickle.dump((source.kind, source.scores, found), waiting, protocol=5)
    sketches, alone = [], []
    for article in found:
        text = article.text.text
        sketched = sketch(text)
        if article.kind in SILENT or repeats(sketched, text):
            alone.append(article.number)
        else:
            sketches.append((article.number, sketched, len(text)))
    return Opened(len(source.raw), sketches, alone)


def _source(task: File) -> Source:
    """The document, from what was kept of it where OCR read it before."""
    if not turn(task.path) or task.path.stat().st_size > MAX_FILE_BYTES:
        return open_source(task.path, task.name)
    sha256 = hashlib.sha256(task.path.read_bytes()).hexdigest()
    found = cache.kept(task.folder, sha256, task.name)
    if found is None:

        def page_done(done: int, total: int, by_ocr: bool) -> None:
            if by_ocr or done == total:  # text is read faster than it could be told
                tell(Pages(task.number, done, total, by_ocr))
            lives(MAX_PAGE_SECONDS)

        lives(MAX_PAGE_SECONDS)
        found = open_source(task.path, task.name, page_done)
        lives(MAX_SCAN_SECONDS)
        if found.scores is not None:
            cache.keep(task.folder, found)
    return found
