"""Many files → one folder of results, in processes side by side and in bounded memory.

1. Each file by itself: raw text, articles, a sketch of each article. They wait on the disk.
2. The sketches of all articles together: which are renditions of the same one.
3. Each article by itself, with its renditions: variants and facts.
4. File by file: ``document.json``, ``facts.parquet``, ``FILE.txt``.

Between the steps only the sketches are in memory: about a kilobyte an article.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TextIO

from twinwheel.errors import DocumentError, NotFound, OutputError, Problem
from twinwheel.reading import cache, contract, review
from twinwheel.reading.editions import extras
from twinwheel.reading.facts.model import Reading
from twinwheel.reading.model import Article, Source
from twinwheel.reading.sources import open_source
from twinwheel.reading.sources.limits import MAX_FILE_BYTES, MAX_PAGE_SECONDS, MAX_SCAN_SECONDS, MAX_SECONDS
from twinwheel.reading.workers import Crashed, TooSlow, cores, in_processes, lives, tell, within
from twinwheel.registers.output import replacing

if TYPE_CHECKING:
    import numpy as np
    import pyarrow.parquet as pq
    from numpy.typing import NDArray

    from twinwheel.reading.facts.tagger import Tagger, Which
    from twinwheel.reading.renditions.model import Collation

SILENT = ("imprint", "junk")
"""Kinds of article in which no facts are looked for, and no renditions."""
DOCUMENTS, FACTS, PAGE = "document.json", "facts.parquet", "reading.html"
MAX_NAME_BYTES = 255
"""What file systems allow; a long Chinese title nearly fills it."""


class Advance(NamedTuple):
    """How far reading is: ``stage`` is ``files``, ``scans`` (pages) or ``articles``; ``total`` may still grow."""

    stage: Literal["files", "scans", "articles"]
    done: int
    total: int


@dataclass
class Summary:
    """What was read, and what could not be."""

    files: int = 0
    characters: int = 0
    articles: int = 0
    """Different ones: an article that stands in several files counts once."""
    kinds: Counter[str] = field(default_factory=Counter)
    """Articles by kind."""
    variants: int = 0
    facts: Counter[str] = field(default_factory=Counter)
    """By kind; a fact that stands in several files counts once."""
    tagger: str = "rules"
    problems: list[Problem] = field(default_factory=list)
    """The files that could not be read, with the reason."""


def articles_of(path: Path, *, name: str | None = None) -> tuple[Source, list[Article]]:
    """One document and its articles, in this process.

    Raises:
        DocumentError: it cannot be read.
    """
    from twinwheel.reading.articles import articles

    source = in_order(open_source(path, name or path.name))
    return source, articles(source)


def in_order(source: Source) -> Source:
    """A page whose lines have places, with its raw text in reading order: a name that crosses a line end is
    then one range, where a scan gives the lines row by row across all columns."""
    if source.kind not in ("pdf", "scan", "ofd"):
        return source
    from twinwheel.reading import layout

    return layout.in_reading_order(source)[0]


def read(
    files: Sequence[Path],
    folder: Path,
    *,
    tagger: Which = "auto",
    jobs: int | None = None,
    advance: Callable[[Advance], None] = lambda _: None,
) -> Summary:
    """Read the files and write what they say into ``folder``: ``document.json``, ``facts.parquet`` and, for
    each file, its raw text as ``FILE.txt``. What cannot be read is left out, with a reason in the summary.

    Raises:
        OutputError: the folder cannot be written, or a result would be written over a file to read. An
            earlier result there is untouched.
    """
    files = list({os.path.abspath(path): path for path in files}.values())  # noqa: PTH100 - as in names_of
    names = names_of(files)
    _keep_apart(files, names, folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".reading-", dir=folder))
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be written: {error.strerror}", "Choose another folder."
        ) from error
    try:
        return _Run(files, names, folder, work, tagger, jobs or cores(), advance).run()
    finally:
        shutil.rmtree(work, ignore_errors=True)


def documents(folder: Path) -> Iterator[dict[str, Any]]:
    """The records of ``document.json``, one after the other: a line each, so that they need not all be in memory.

    Raises:
        NotFound: nothing was read into the folder.
        DocumentError: the file is damaged.
    """
    path = folder / DOCUMENTS
    if not path.is_file():
        problem = Problem(
            str(folder), None, None, None, "nothing was read into it", "twinwheel read FILE... -o DIR"
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
                what = f"it is not as reading wrote it: {error}"
                raise DocumentError([Problem(str(path), number, None, None, what, "Read again.")]) from error


def raw_text(folder: Path, document: dict[str, Any]) -> str:
    """The raw text of a document, as its offsets count it.

    Raises:
        DocumentError: it is not there, or would lie outside the folder: ``document.json`` may come from anyone.
    """
    path = folder / str(document["text_file"])
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise DocumentError.of(str(folder / DOCUMENTS), f"it points outside: {path}", "Read again.")
        return path.read_bytes().decode("utf-8", "surrogatepass")
    except (OSError, ValueError, RuntimeError) as error:
        raise DocumentError.of(str(path), f"the raw text cannot be read: {error}", "Read again.") from error


def apply_review(folder: Path) -> None:
    """Put what people decided beside the records of ``document.json``, without reading anything again."""
    decisions = review.load(folder)

    def decided() -> Iterator[dict[str, Any]]:
        for document in documents(folder):
            _with_decisions(document, decisions)
            yield document

    with replacing(folder / DOCUMENTS) as path, path.open("w", encoding="utf-8") as out:
        _write_documents(out, decided())


def _write_documents(out: TextIO, found: Iterable[dict[str, Any]]) -> None:
    """A JSON list, a document a line, so that it need never be in memory as a whole."""
    out.write("[")
    for turn, document in enumerate(found):
        out.write((",\n" if turn else "\n") + json.dumps(document, ensure_ascii=False))
    out.write("\n]\n")


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


def _keep_apart(files: Sequence[Path], names: Sequence[str], folder: Path) -> None:
    """No file that is to be read may be written over."""
    given = {path.resolve() for path in files}
    for name in (DOCUMENTS, FACTS, PAGE, *map(text_file_of, names)):
        if (folder / name).resolve() in given:
            raise OutputError(
                f"{folder / name} is to be read and would be written over", "Choose another folder."
            )


class _File(NamedTuple):
    """A file to read; ``number`` is its turn among those given."""

    number: int
    path: Path
    name: str
    work: Path
    folder: Path
    tagger: str
    """Its name, for the record."""


class _Opened(NamedTuple):
    """What step 1 tells of a file; its articles lie in ``work``."""

    characters: int
    sketches: list[tuple[int, NDArray[np.uint64], int]]
    """Number, sketch and length of each article that can have renditions."""
    silent: list[int]
    """Numbers of those that say nothing of their own: imprint and junk."""


class _Group(NamedTuple):
    """Articles to be found facts in: each a list of (file, number), its renditions; ``related`` ones share passages."""

    clusters: list[list[tuple[int, int]]]
    work: Path
    tagger: Which
    related: bool = False


class _Found(NamedTuple):
    """What step 3 gives for one file: lines for step 4."""

    file: int
    records: dict[str, Any]
    problem: str
    """Why facts are left out; empty where none are."""


@dataclass
class _Run:
    files: list[Path]
    names: list[str]
    folder: Path
    work: Path
    tagger: Which
    jobs: int
    advance: Callable[[Advance], None]
    summary: Summary = field(default_factory=Summary)

    def run(self) -> Summary:
        review.load(self.folder)  # what is wrong in it is said before the work, not after
        opened = self._open(self.names)
        self._find(opened)
        self._write(self.names, sorted(opened))
        return self.summary

    def _open(self, names: list[str]) -> dict[int, _Opened]:
        from twinwheel.reading.facts.tagger import ran, tagger

        finder = ran(tagger(self.tagger))
        tasks = [
            _File(number, path, name, self.work, self.folder, finder)
            for number, (path, name) in enumerate(zip(self.files, names, strict=True))
        ]
        tasks.sort(key=lambda task: not _slow(task.path))  # scans first: they take longest
        opened: dict[int, _Opened] = {}
        problems: dict[int, Problem] = {}
        pages: dict[int, tuple[int, int]] = {}

        def heard(what: tuple[int, int, int]) -> None:
            number, done, total = what
            pages[number] = (done, total)
            self.advance(
                Advance("scans", sum(d for d, _ in pages.values()), sum(t for _, t in pages.values()))
            )

        self.advance(Advance("files", 0, len(tasks)))
        for task, result in in_processes(_open_one, tasks, min(self.jobs, len(tasks) or 1), heard):
            if isinstance(result, _Opened):
                opened[task.number] = result
                self.summary.files += 1
                self.summary.characters += result.characters
            else:
                problems[task.number] = _problem(task.name, result)
            self.advance(Advance("files", len(opened) + len(problems), len(tasks)))
        self.summary.problems = [problems[number] for number in sorted(problems)]
        return opened

    def _find(self, opened: dict[int, _Opened]) -> None:
        groups = list(self._groups(opened))
        total = sum(len(group.clusters) for group in groups)
        done = 0
        left_out: dict[int, str] = {}
        self.advance(Advance("articles", 0, total))
        for group, result in in_processes(_find_many, groups, min(self.jobs, len(groups) or 1)):
            if isinstance(result, Crashed):
                raise OutputError(
                    "a process that looked for facts died", "Is there memory left? Try --jobs 1."
                )
            for file, records, problem in result:
                if problem:
                    left_out[file] = problem
                with (self.work / f"{file}.found").open("a", encoding="utf-8") as lines:
                    lines.write(json.dumps(records, ensure_ascii=False) + "\n")
            done += len(group.clusters)
            self.advance(Advance("articles", done, total))
        advice = "Its text, articles and variants are there. Please report it with the document."
        self.summary.problems += [
            Problem(self.names[file], None, None, None, what, advice)
            for file, what in sorted(left_out.items())
        ]

    def _groups(self, opened: dict[int, _Opened]) -> Iterator[_Group]:
        from twinwheel.reading.renditions import related

        found: list[Any] = related(
            [
                ((file, number), sketch, length)
                for file in sorted(opened)
                for number, sketch, length in opened[file].sketches
            ]
        )
        alone: defaultdict[int, list[list[tuple[int, int]]]] = defaultdict(list)
        for clusters in found:
            if len(clusters) == len(clusters[0]) == 1:
                alone[clusters[0][0][0]].append(clusters[0])
            else:
                yield _Group(clusters, self.work, self.tagger, related=True)
        for file in sorted(opened):
            alone[file] += [[(file, number)] for number in opened[file].silent]
        for file in sorted(alone):
            yield _Group(alone[file], self.work, self.tagger)

    def _write(self, names: list[str], numbers: list[int]) -> None:
        import pyarrow.parquet as pq

        with ExitStack() as stack:
            facts = stack.enter_context(replacing(self.folder / FACTS))
            records = stack.enter_context(replacing(self.folder / DOCUMENTS))
            out = stack.enter_context(records.open("w", encoding="utf-8"))
            table = stack.enter_context(pq.ParquetWriter(facts, contract.FACTS))
            _write_documents(out, self._documents(numbers, table))
            for number in numbers:
                target = self.folder / text_file_of(names[number])
                target.parent.mkdir(parents=True, exist_ok=True)
                (self.work / f"{number}.txt").replace(target)

    def _documents(self, numbers: list[int], table: pq.ParquetWriter) -> Iterator[dict[str, Any]]:
        """Each document whole; its facts go into the table on the way, a fact of several files once."""
        decisions = review.load(self.folder)
        seen: set[str] = set()
        articles: dict[str, str] = {}
        for number in numbers:
            document = self._document(number)
            _with_decisions(document, decisions)
            fresh = [fact for fact in document["facts"] if fact["fact_id"] not in seen]
            seen.update(fact["fact_id"] for fact in fresh)
            table.write_table(contract.fact_table(fresh, document["articles"]))
            self.summary.facts.update(fact["kind"] for fact in fresh)
            # A variant stands in each file that has the article; it is counted with the first.
            self.summary.variants += sum(document["file"] == min(v["readings"]) for v in document["variants"])
            self.summary.tagger = document["ran"]["tagger"]
            articles |= {article["article_id"]: article["kind"] for article in document["articles"]}
            yield document
        self.summary.articles = len(articles)
        self.summary.kinds = Counter(articles.values())

    def _document(self, number: int) -> dict[str, Any]:
        document: dict[str, Any] = json.loads((self.work / f"{number}.json").read_text(encoding="utf-8"))
        found = self.work / f"{number}.found"
        if found.is_file():
            for line in found.read_text(encoding="utf-8").splitlines():
                records = json.loads(line)
                for at, identity in records["articles"].items():
                    document["articles"][int(at)] |= identity
                document["variants"] += records["variants"]
                document["facts"] += records["facts"]
        name = document["file"]
        document["variants"].sort(
            key=lambda variant: (variant["spans"].get(name, [0, 0]), variant["variant_id"])
        )
        document["facts"].sort(key=lambda fact: (fact["spans"][name][0], fact["kind"], fact["fact_id"]))
        return document


def _with_decisions(document: dict[str, Any], decisions: dict[str, review.Decision]) -> None:
    """Put beside each record what a person decided about it."""
    for records, key in (("articles", "article_id"), ("variants", "variant_id"), ("facts", "fact_id")):
        for record in document[records]:
            record["accepted"] = review.accepted(record, record[key], decisions)


def _slow(path: Path) -> bool:
    return path.suffix.lower() in {".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"}


def seconds_for(path: Path) -> int:
    """How long reading it may take."""
    return MAX_SCAN_SECONDS if _slow(path) else MAX_SECONDS


def _problem(name: str, result: object) -> Problem:
    if isinstance(result, DocumentError):
        return result.problems[0]
    return Problem(
        name,
        None,
        None,
        None,
        "its reader crashed, or did not come to an end",
        "The file is damaged, or too large for the memory of this machine.",
    )


def _open_one(task: _File) -> _Opened | DocumentError:
    """Step 1, in a process of its own."""
    try:
        with within(seconds_for(task.path)):
            return _opened(task)
    except DocumentError as error:
        return error
    except TooSlow:
        return DocumentError.of(task.name, "it took too long to read", "Split it into several files.")
    except OSError as error:
        return DocumentError.of(
            task.name, f"it cannot be opened: {error.strerror or error}", "Check its name and rights."
        )
    except (MemoryError, RecursionError) as error:
        return DocumentError.of(
            task.name,
            f"it is built too large or too deep to read ({type(error).__name__})",
            "Split it into several files.",
        )
    except Exception as error:  # noqa: BLE001 - one document that hits a defect must not stop the others
        return DocumentError.of(
            task.name,
            f"its reader failed: {type(error).__name__}: {str(error)[:200]}",
            "This is a defect of Twinwheel; please report it with the document.",
        )


def _opened(task: _File) -> _Opened:
    from twinwheel.reading.articles import articles
    from twinwheel.reading.renditions import sketch

    source = in_order(_source(task))
    found = articles(source)
    document = contract.document_record(source, text_file_of(task.name), task.tagger, found)
    here = f"{task.work}/{task.number}"
    Path(f"{here}.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    Path(f"{here}.txt").write_bytes(source.raw.encode("utf-8", "surrogatepass"))
    with Path(f"{here}.pickle").open("wb") as waiting:
        pickle.dump((source.kind, source.scores, found), waiting, protocol=5)
    sketches = [
        (article.number, sketch(article.text.text), len(article.text))
        for article in found
        if article.kind not in SILENT
    ]
    silent = [article.number for article in found if article.kind in SILENT]
    return _Opened(len(source.raw), sketches, silent)


def _source(task: _File) -> Source:
    """The document, from what was kept of it where OCR read it before."""
    if not _slow(task.path) or task.path.stat().st_size > MAX_FILE_BYTES:
        return open_source(task.path, task.name)
    sha256 = hashlib.sha256(task.path.read_bytes()).hexdigest()
    found = cache.kept(task.folder, sha256, task.name)
    if found is None:

        def page_done(done: int, total: int) -> None:
            tell((task.number, done, total))
            lives(MAX_PAGE_SECONDS)

        lives(MAX_PAGE_SECONDS)
        found = open_source(task.path, task.name, page_done)
        lives(MAX_SCAN_SECONDS)
        if found.scores is not None:
            cache.keep(task.folder, found)
    return found


def _find_many(group: _Group) -> list[_Found]:
    """Step 3, in a process of its own."""
    from twinwheel.reading.facts.tagger import tagger

    chosen = tagger(group.tagger)
    opened: dict[int, Any] = {}
    for file, _ in (member for cluster in group.clusters for member in cluster):
        if file not in opened:
            with (group.work / f"{file}.pickle").open("rb") as waiting:
                opened[file] = pickle.load(waiting)  # noqa: S301 - written by this run, in a folder of its own
    members = [
        [(opened[file][2][number], opened[file][0], opened[file][1]) for file, number in cluster]
        for cluster in group.clusters
    ]
    numbers = {article.file: file for file, (_, _, articles) in opened.items() for article in articles}
    found: list[_Found] = []
    for cluster, collation in zip(group.clusters, _collated(members, together=group.related), strict=True):
        found += _facts_of(cluster, collation, numbers, chosen)
    return found


def _collated(members: list[list[Any]], *, together: bool) -> list[Collation]:
    """Each article with its renditions. Where that fails or takes too long, each follows its first one alone."""
    from twinwheel.reading.renditions import collate, collate_together

    try:
        with within(MAX_SECONDS):
            return list(collate_together(members) if together else map(collate, members))
    except Exception:  # noqa: BLE001 - a defect in holding texts against each other must not lose the texts
        return [collate(each[:1]) for each in members]


def _facts_of(
    cluster: list[tuple[int, int]], collation: Collation, numbers: dict[str, int], chosen: Tagger | None
) -> Iterator[_Found]:
    """For each file with a rendition, or with passages of one in another of its articles."""
    facts, problem = _stated(collation, chosen)
    variants = list(contract.variant_records(collation))
    own = dict(cluster)
    files = sorted({name for name, file in numbers.items() if file in own})
    for name in sorted({witness.article.file for witness in collation.witnesses} | set(files)):
        file = numbers[name]
        identity = {"article_id": collation.article_id, "renditions": files}
        yield _Found(
            file,
            {
                "articles": {str(own[file]): identity} if file in own else {},
                "variants": [variant for variant in variants if name in variant["readings"]],
                "facts": [fact for fact in facts if name in fact["spans"]],
            },
            problem,
        )


def _stated(collation: Collation, chosen: Tagger | None) -> tuple[list[dict[str, Any]], str]:
    """The facts of an article; without any, and why, where finding them failed. Its text is read all the same."""
    from twinwheel.reading.facts import find

    if collation.main.kind in SILENT:
        return [], ""
    try:
        with within(MAX_SECONDS):
            stated = find(_reading(collation), chosen)
            more = extras(collation, lambda article: find(_reading_of(article), chosen))
            return list(contract.fact_records(collation, stated, more)), ""
    except TooSlow:
        return [], "it took too long to find the facts of one of its articles; they are left out"
    except Exception as error:  # noqa: BLE001 - a defect in one finder must not stop the others
        return (
            [],
            f"the facts of one of its articles are left out: {type(error).__name__}: {str(error)[:200]}",
        )


def _reading(collation: Collation) -> Reading:
    """What facts are found in. A date that any rendition states holds for all of them."""
    dated = next((w.article.date for w in collation.witnesses if w.article.date), None)
    reading = _reading_of(collation.main)
    return reading._replace(text=collation.text, parts=collation.parts, date=reading.date or _day(dated))


def _reading_of(article: Article) -> Reading:
    text, parts = article.text.text, article.parts
    return Reading(text, parts, article.kind, article.byline, article.publisher, _day(article.date))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:  # known to the month or year only
        return None
