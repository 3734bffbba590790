"""Many files → one folder of results, in processes side by side and in bounded memory.

1. Each file by itself: raw text, articles, a sketch of each article (``opening``). They wait on the disk.
2. The sketches of all articles together: which are renditions of the same one.
3. Each article by itself, with its renditions: variants and facts (``finding``).
4. File by file: ``document.json``, ``facts.parquet``, ``FILE.txt`` (``results``).

A page of OCR takes as long as a thousand notices. When OCR begins its first one, steps 2 to 4 are done for what was
read before, so that there is something to work with while scans are read; and again, for all of it, at the end.

Between the steps only the sketches are in memory: about four kilobytes an article.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from twinwheel.errors import DocumentError, OutputError, Problem, TwinwheelError
from twinwheel.messages import heard, message
from twinwheel.reading import results, review
from twinwheel.reading.finding import Found, Group, file_of, find_many
from twinwheel.reading.opening import File, Opened, Pages, open_one, told, turn
from twinwheel.reading.results import Bundle, Composed, Parts
from twinwheel.reading.workers import AHEAD, WARM, Crashed, apart, begin, cores, in_processes

if TYPE_CHECKING:
    from twinwheel.reading.facts.tagger import Which

_TOGETHER = 8
"""Most small tasks that are handed to a process at once."""
_BUNDLE = 32
"""Most documents that are put together at once."""
_LITTLE = 100_000
"""Characters of all documents up to which they are put together here: to begin processes would take longer, and
records of so little text, made by us and checked, do not end a process."""


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


def read(
    files: Sequence[Path],
    folder: Path,
    *,
    tagger: Which = "auto",
    jobs: int | None = None,
    advance: Callable[[Advance], None] = lambda _: None,
    early: Callable[[Summary], None] = lambda _: None,
) -> Summary:
    """Read the files and write what they say into ``folder``: ``document.json``, ``facts.parquet`` and, for
    each file, its raw text as ``FILE.txt``. What cannot be read is left out, with a reason in the summary.
    ``early`` is called while scans are read, when what the files read so far say lies in the folder.

    Raises:
        OutputError: the folder cannot be written, or a result would be written over a file to read. An
            earlier result there is untouched.
    """
    files = list({os.path.abspath(path): path for path in files}.values())  # noqa: PTH100 - as in names_of
    names = results.names_of(files)
    results.keep_apart(files, names, folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".reading-", dir=folder))
    except OSError as error:
        raise OutputError(
            message("{path} cannot be written: {reason}", path=str(folder), reason=heard(error.strerror)),
            message("Choose another folder."),
        ) from error
    begin([WARM])
    try:
        return _Run(files, names, folder, work, tagger, jobs or cores(), advance, early).run()
    finally:
        shutil.rmtree(work, ignore_errors=True)


@dataclass
class _Run:
    files: list[Path]
    names: list[str]
    folder: Path
    work: Path
    tagger: Which
    jobs: int
    advance: Callable[[Advance], None]
    early: Callable[[Summary], None]
    summary: Summary = field(default_factory=Summary)
    problems: dict[int, Problem] = field(default_factory=dict)
    """What kept files from being opened, by their number."""
    later: dict[int, Problem] = field(default_factory=dict)
    """What went wrong in steps 2 to 4, by the number of the file."""
    opened: dict[int, Opened] = field(default_factory=dict)
    """By the number of the file; also those of whose articles nothing is known yet."""
    found: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    """By the number of the file, what lies in ``work`` of what was found in it."""

    def run(self) -> Summary:
        decisions = review.load(self.folder)  # what is wrong in it is said before the work, not after
        results.keep_decisions(self.work, decisions)
        self._open()
        return self._told()

    def _told(self) -> Summary:
        """Steps 2 to 4 for all that is opened."""
        with suppress(
            TwinwheelError
        ):  # somebody may have decided more since: the folder is worked with early
            results.keep_decisions(self.work, review.load(self.folder))
        self.found.clear()
        self.later.clear()
        self.summary = Summary()
        opened = dict(self.opened)
        self._find(opened)
        self._write(opened)
        problems = {**self.problems, **self.later}
        self.summary.problems = [problems[number] for number in sorted(problems)]
        return self.summary

    # -- 1: files --------------------------------------------------------------------------------------

    def _open(self) -> None:
        from twinwheel.reading.facts.tagger import ran, tagger

        finder = ran(tagger(self.tagger))
        tasks = [
            File(number, path, name, self.work, self.folder, finder)
            for number, (path, name) in enumerate(zip(self.files, self.names, strict=True))
        ]
        self.advance(Advance("files", 0, len(tasks)))
        for task, result in self._opening(tasks):
            if isinstance(result, Opened):
                self.opened[task.number] = result
            else:
                self.problems[task.number] = told(task.name, result).problems[0]
            self.advance(Advance("files", len(self.opened) + len(self.problems), len(tasks)))

    def _opening(self, tasks: list[File]) -> Iterator[tuple[File, Opened | DocumentError | Crashed]]:
        """Text first; what may be a scan waits until no text waits for it."""
        pages: dict[int, Pages] = {}
        early_done = False

        def heard(what: Pages) -> None:
            nonlocal early_done
            pages[what.number] = what
            self.advance(
                Advance("scans", sum(p.done for p in pages.values()), sum(p.total for p in pages.values()))
            )
            if what.by_ocr and self.opened and not early_done:
                early_done = True
                self.early(self._told())

        texts = [task for task in tasks if not turn(task.path)]
        slow = sorted((task for task in tasks if turn(task.path)), key=lambda task: turn(task.path))
        yield from in_processes(open_one, texts, self._jobs(texts), together=self._together(texts))
        yield from in_processes(open_one, slow, self._jobs(slow), heard)

    # -- 2 and 3: articles -----------------------------------------------------------------------------

    def _find(self, opened: dict[int, Opened]) -> None:
        groups = list(self._groups(opened))
        total, done = sum(len(group.clusters) for group in groups), 0
        self.advance(Advance("articles", 0, total))
        together = max(1, self._together(groups) * len(groups) // (total or 1))  # so many articles
        tasks = in_processes(find_many, groups, self._jobs(groups), together=together)
        for group, result in tasks:
            for part, found in self._saved(group) if isinstance(result, Crashed) else [(group, result)]:
                for file in found.files:
                    self.found[file].append(file_of(file, part))
                for file, what in found.problems.items():
                    self._left_out(file, what)
            done += len(group.clusters)
            self.advance(Advance("articles", done, total))

    def _groups(self, opened: dict[int, Opened]) -> Iterator[Group]:
        from twinwheel.reading.renditions import related

        found: list[Any] = related(
            [
                ((file, number), sketch, length)
                for file in sorted(opened)
                for number, sketch, length in opened[file].sketches
            ]
        )
        alone: defaultdict[int, list[list[tuple[int, int]]]] = defaultdict(list)
        for turn_, clusters in enumerate(found):
            if len(clusters) == len(clusters[0]) == 1:
                alone[clusters[0][0][0]].append(clusters[0])
            else:
                yield Group(f"r{turn_}", clusters, self.work, self.tagger, related=True)
        for file in sorted(opened):
            alone[file] += [[(file, number)] for number in opened[file].alone]
        for file in sorted(alone):
            yield from Group("alone", alone[file], self.work, self.tagger).shares()

    def _saved(self, group: Group) -> Iterator[tuple[Group, Found]]:
        """Of a group that kills its process, each part by itself; of the article that does it, its name at least."""
        parts = list(group.parts())
        for part in parts:
            found = apart(find_many, part)
            if isinstance(found, Crashed):
                yield from self._saved(part)
            else:
                yield part, found
        if not parts:
            self._left_out(
                group.files[0], message("the process that looked for facts in one of its articles died")
            )
            found = apart(find_many, group._replace(bare=True))
            if not isinstance(found, Crashed):
                yield group, found

    def _left_out(self, file: int, what: str) -> None:
        advice = message("Its text, articles and variants are there. Please report it with the document.")
        self.later[file] = Problem(self.names[file], None, None, None, what, advice)

    # -- 4: results ------------------------------------------------------------------------------------

    def _write(self, opened: dict[int, Opened]) -> None:
        parts = [Parts(number, self.names[number], self.found[number]) for number in sorted(opened)]
        here = sum(each.characters for each in opened.values()) <= _LITTLE
        size = _BUNDLE if here else max(1, min(_BUNDLE, len(parts) // (self.jobs * 2)))
        bundles = [Bundle(parts[at : at + size], self.work) for at in range(0, len(parts), size)]
        ready: list[Bundle] = []
        composed: list[Composed] = []
        for bundle, result in self._composing(bundles, 0 if here else self._jobs(bundles)):
            ready.append(bundle)
            for each, what in zip(bundle.parts, result, strict=True):
                if isinstance(what, Composed):
                    composed.append(what)
                else:
                    self.later[each.number] = told(each.name, what).problems[0]
        ready.sort(key=lambda bundle: bundle.parts[0].number)
        composed.sort(key=lambda document: document.number)
        self.summary.facts = results.write(self.folder, ready)
        kinds: dict[str, str] = {}
        for document in composed:
            self.summary.files += 1
            self.summary.characters += opened[document.number].characters
            self.summary.variants += document.variants
            self.summary.tagger = document.tagger
            kinds |= document.articles
            target = self.folder / results.text_file_of(self.names[document.number])
            target.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):  # it was moved while scans were read
                (self.work / f"{document.number}.txt").replace(target)
        self.summary.articles = len(kinds)
        self.summary.kinds = Counter(kinds.values())

    def _composing(
        self, bundles: list[Bundle], jobs: int
    ) -> Iterator[tuple[Bundle, list[Composed | Exception]]]:
        """Each bundle with what became of its documents; of one that fails as a whole, each document by itself."""
        for bundle, result in in_processes(compose, bundles, jobs):
            if isinstance(result, list):
                yield bundle, result
            elif len(bundle.parts) > 1:
                yield from self._composing([Bundle([each], self.work) for each in bundle.parts], jobs)
            else:
                self.later[bundle.parts[0].number] = told(bundle.parts[0].name, result).problems[0]

    # -- processes -------------------------------------------------------------------------------------

    def _jobs(self, tasks: Sequence[object]) -> int:
        return min(self.jobs, len(tasks) or 1)

    def _together(self, tasks: Sequence[object]) -> int:
        """So many that every process gets some again and again."""
        return max(1, min(_TOGETHER, len(tasks) // (self.jobs * 2 * AHEAD)))


def compose(bundle: Bundle) -> list[Composed | Exception] | Exception:
    """Step 4, for some files."""
    try:
        return [*results.compose(bundle)]
    except Exception as error:  # noqa: BLE001 - as in the other steps
        return told(bundle.parts[0].name, error)
