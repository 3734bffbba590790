"""Runs the commands that the documentation prints, and holds or refreshes what it says they print.

A document is read from top to bottom, in a folder of its own that has `packs/` and `examples/`. Its translation
runs the same commands, but for ``--lang``, and is read beside it, so that a command both print is run once:

- In a block of fences marked ``console``, a line that begins with ``$ `` is a command; a ``\\`` at its end goes
  on in the next line. The lines up to the next command are what it prints, stdout and stderr as they come.
- A block whose fence names a file (``yaml file=my-zone/pack.yaml``) is saved as that file.
- A line that holds only ``…`` stands for any number of lines. A command of which nothing else is shown has to end well.
- Times are printed as ``… s``, because they differ from machine to machine; byte order marks are not printed.
- What sets up a machine (``NOT_RUN``) is not run.

    python tools/transcripts.py            what differs
    python tools/transcripts.py --write    put in what the commands print now
"""

from __future__ import annotations

import contextlib
import difflib
import io
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, zip_longest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOT_RUN = ("git clone ", "cd twinwheel", "make ", ". .venv/bin/activate")
ELISION = "…"

_FENCE = re.compile(r"^( *)(`{3,})(.*)$")
_FILE = re.compile(r"\bfile=(\S+)")
_TIME = re.compile(r"\b\d+\.\d+ s\b")


Family = tuple[Path, ...]
"""A document and its translations, English first."""


def families(root: Path = ROOT) -> list[Family]:
    """The pages whose commands are run."""
    pages = [*root.glob("README*.md"), *root.glob("docs/tutorial/*.md"), *root.glob("docs/how-to/*.md")]
    ordered = sorted(pages, key=lambda page: (page.parent, page.name.split(".")[0], len(page.name)))
    return [
        tuple(each) for _, each in groupby(ordered, key=lambda page: (page.parent, page.name.split(".")[0]))
    ]


@dataclass
class Step:
    """A command with what it prints, or a file to save. ``line`` counts from 1; lines ``begin:end`` are the output."""

    line: int
    begin: int
    end: int
    command: str = ""
    path: str = ""
    text: str = ""
    printed: list[str] = field(default_factory=list)


def steps(lines: Sequence[str]) -> Iterator[Step]:
    """The steps of a document, in order."""
    number = 0
    while number < len(lines):
        fence = _FENCE.match(lines[number])
        if not fence:
            number += 1
            continue
        begin = number + 1
        end = next((at for at in range(begin, len(lines)) if lines[at].strip() == fence[2]), len(lines))
        block, indent = [line.removeprefix(fence[1]) for line in lines[begin:end]], len(fence[1])
        if named := _FILE.search(fence[3]):
            yield Step(begin, begin, end, path=named[1], text="\n".join(block) + "\n")
        elif fence[3].strip() == "console":
            if indent:
                raise ValueError(f"line {begin}: a console block is not indented")
            yield from _commands(block, begin)
        number = end + 1


def _commands(block: Sequence[str], offset: int) -> Iterator[Step]:
    starts = [at for at, line in enumerate(block) if line.startswith("$ ")]
    if not starts or starts[0] != 0:
        raise ValueError(f"line {offset}: a console block begins with a command")
    for at, stop in zip(starts, [*starts[1:], len(block)], strict=True):
        last, command = at, block[at].removeprefix("$ ")
        while command.endswith("\\"):
            last += 1
            command = command.removesuffix("\\").rstrip() + " " + block[last].strip()
        printed = list(block[last + 1 : stop])
        yield Step(offset + at + 1, offset + last + 1, offset + stop, command=command, printed=printed)


def is_run(command: str) -> bool:
    return not f"{command} ".startswith(NOT_RUN)


class Shell:
    """Runs commands in one folder, as a shell with `.venv` activated would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.code = 0
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("packs", "examples"):
            shutil.copytree(ROOT / name, folder / name)

    def save(self, path: str, text: str) -> None:
        target = (self.folder / path).resolve()
        assert target.is_relative_to(self.folder.resolve()), path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def run(self, command: str) -> list[str]:
        """The lines a command prints."""
        if command == "echo $?":
            return [str(self.code)]
        words = shlex.split(command)
        within = words[0] in ("twinwheel", "python") and not set(words) & {"|", ">", ">>", "<", "&&"}
        text = self._within(words) if within else self._shell(command)
        return [_TIME.sub("… s", line.strip("\ufeff").rstrip()) for line in text.splitlines()]

    def _within(self, words: list[str]) -> str:
        """``twinwheel …`` or ``python FILE …`` in this process: no interpreter has to start for each."""
        from twinwheel.cli.main import main

        out, before, arguments = io.StringIO(), Path.cwd(), sys.argv
        os.chdir(self.folder)
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
                if words[0] == "twinwheel":
                    self.code = main(words[1:])
                else:
                    sys.argv = words[1:]
                    runpy.run_path(words[1], run_name="__main__")
                    self.code = 0
        finally:
            os.chdir(before)
            sys.argv = arguments
        return out.getvalue()

    def _shell(self, command: str) -> str:
        tools = Path(sys.executable).parent
        env = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "PYTHONUTF8": "1"}
        done = subprocess.run(  # noqa: S603  the documents are ours
            ["sh", "-c", command],  # noqa: S607
            cwd=self.folder,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        self.code = done.returncode
        return done.stdout


def same(wanted: Sequence[str], found: Sequence[str]) -> bool:
    """Are these the lines, where a line ``…`` stands for any number of them?

    >>> same(["a", "…", "d"], ["a", "b", "c", "d"]), same(["a", "…", "d"], ["a", "b"])
    (True, False)
    """
    parts: list[list[str]] = [[]]
    for line in wanted:
        if line.strip() == ELISION:
            parts.append([])
        else:
            parts[-1].append(line.rstrip())
    rest = list(found)
    if rest[: len(parts[0])] != parts[0]:
        return False
    if len(parts) == 1:
        return rest == parts[0]
    rest = rest[len(parts[0]) :]
    for part in parts[1:-1]:
        at = next((at for at in range(len(rest)) if rest[at : at + len(part)] == part), None)
        if at is None:
            return False
        rest = rest[at + len(part) :]
    tail = parts[-1]
    return not tail or rest[len(rest) - len(tail) :] == tail


@dataclass
class Difference:
    """A command that prints something else than its document says."""

    document: Path
    step: Step
    found: list[str]

    def __str__(self) -> str:
        shown = difflib.unified_diff(
            self.step.printed, self.found, "the page says", "it prints", lineterm="", n=1
        )
        return f"{self.document}:{self.step.line}: $ {self.step.command}\n" + "\n".join(shown)


def differences(family: Family, folder: Path) -> list[Difference]:
    """Run a document and its translations in a folder that does not exist yet.

    Raises:
        ValueError: they do not run the same commands on the same files.
    """
    shell, wrong = Shell(folder), []
    read = [list(steps(document.read_text(encoding="utf-8").splitlines())) for document in family]
    for together in zip_longest(*read):
        if len(set(map(_in_any_language, together))) > 1:
            places = zip(family, together, strict=True)
            lines = ", ".join(f"{page.name}:{step.line if step else '?'}" for page, step in places)
            raise ValueError(f"the languages part ways: {lines}")
        found: dict[str, tuple[list[str], int]] = {}
        for document, step in zip(family, together, strict=True):
            if step.path:
                shell.save(step.path, step.text)
            elif is_run(step.command):
                if step.command not in found:
                    found[step.command] = shell.run(step.command), shell.code
                printed, code = found[step.command]
                failed = step.printed == [ELISION] and code != 0
                if failed or not same(step.printed, printed):
                    wrong.append(Difference(document, step, printed))
    return wrong


def _in_any_language(step: Step | None) -> object:
    return step and (step.command.replace(" --lang en", ""), step.path, step.text)


def rewrite(document: Path, wrong: Sequence[Difference]) -> None:
    """Put in what the commands print. What was left out with ``…`` has to be left out again by hand."""
    lines = document.read_text(encoding="utf-8").splitlines()
    for each in sorted(wrong, key=lambda each: -each.step.begin):
        lines[each.step.begin : each.step.end] = each.found
    document.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    os.environ.pop("COLUMNS", None)
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for number, family in enumerate(families()):
            wrong += differences(family, Path(folder) / str(number))
    if "--write" in sys.argv:
        for document in {each.document for each in wrong}:
            rewrite(document, [each for each in wrong if each.document == document])
    for each in wrong:
        print(each)
    if wrong and "--write" in sys.argv:
        print(f"{len(wrong)} outputs rewritten; read them before you commit")
    return bool(wrong) and "--write" not in sys.argv


if __name__ == "__main__":
    sys.exit(main())
