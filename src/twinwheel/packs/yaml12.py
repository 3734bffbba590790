"""One YAML 1.2 file as plain values, with the line of each.

libyaml splits the text into events; the values are built here, because the usual loaders speak YAML 1.1
(``no`` is false, ``01`` is 1, ``=`` breaks), recurse, follow aliases and drop line numbers. Here ``on``,
``no``, ``01`` and ``=`` stay text, numbers are exact (``int`` or ``Decimal``), and anything that a data file
has no need of is refused: aliases (they can blow a small file up), tags, several documents, repeated keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import yaml

from twinwheel.errors import Problem
from twinwheel.messages import heard, message

MAX_BYTES = 2_000_000
MAX_DEPTH = 24
MAX_SCALAR = 20_000  # characters

Path_ = tuple[str | int, ...]

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,29})")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]{1,30}|(0|[1-9][0-9]{0,29})(\.[0-9]{0,30})?)([eE][-+]?[0-9]{1,3})?")
_WORDS: dict[str, object] = dict.fromkeys(("", "~", "null", "Null", "NULL"))
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


@dataclass
class Document:
    """What a file holds. ``lines`` gives the line of every value by its path of keys and positions."""

    file: str
    value: object = None
    lines: dict[Path_, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Path_) -> int:
        """The line of a value, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Refused(Exception):
    def __init__(self, line: int, what: str, advice: str = "") -> None:
        self.line, self.what, self.advice = line, what, advice


def load(path: Path, shown: str) -> Document:
    """Read a file. Whatever is wrong stands in ``problems``, ``shown`` being the file's name there."""
    document = Document(shown)
    try:
        if not path.exists() and not path.is_symlink():
            raise _Refused(1, message("there is no such file"), message("Check its path."))
        if path.is_symlink() or not path.is_file():
            raise _Refused(1, message("not a plain file"), message("Links are not followed inside a pack."))
        if path.stat().st_size > MAX_BYTES:
            raise _Refused(
                1, message("larger than {max_bytes:,} bytes", max_bytes=MAX_BYTES), message("Split it.")
            )
        text = path.read_bytes().decode("utf-8-sig")
        _Builder(document).build(yaml.parse(text, Loader=_LOADER))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        _add(
            document,
            line,
            message("not UTF-8: byte {start}", start=error.start),
            message("Save the file as UTF-8."),
        )
    except OSError as error:
        _add(
            document,
            1,
            message("cannot be read: {reason}", reason=heard(error.strerror or type(error).__name__)),
            "",
        )
    except _Refused as refused:
        _add(document, refused.line, refused.what, refused.advice)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        _add(
            document,
            mark.line + 1 if mark else 1,
            message("not YAML: {reason}", reason=error.problem or str(error.context)),
            "",
        )
    except yaml.reader.ReaderError as error:
        character = chr(error.character) if isinstance(error.character, int) else str(error.character)
        line = text[: text.find(character)].count("\n") + 1
        _add(
            document,
            line,
            message("not YAML: {reason}: #x{code:04x}", reason=error.reason, code=ord(character)),
            message("Remove it."),
        )
    except yaml.YAMLError as error:
        _add(document, 1, message("not YAML: {reason}", reason=" ".join(str(error).split())[:160]), "")
    return document


def _add(document: Document, line: int, what: str, advice: str) -> None:
    document.problems.append(Problem(document.file, line, None, None, what, advice))


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Builder:
    """Puts the events together. The stack is a list, so depth is a number and not a crash."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.stack: list[dict[object, object] | list[object]] = []
        self.path: list[str | int] = []
        self.key: list[str | None] = []
        self.documents = 0

    def build(self, events: Iterator[yaml.Event]) -> None:
        for event in events:
            line = event.start_mark.line + 1 if event.start_mark else 1
            if getattr(event, "anchor", None) is not None or isinstance(event, yaml.AliasEvent):
                raise _Refused(
                    line,
                    message("anchors and aliases (& and *) are not allowed"),
                    message("Write the value out."),
                )
            if (tag := getattr(event, "tag", None)) is not None:
                raise _Refused(
                    line, message("tags are not allowed: {tag}", tag=tag), message("Remove the tag.")
                )
            match event:
                case yaml.DocumentStartEvent():
                    self.documents += 1
                    if self.documents > 1:
                        raise _Refused(
                            line, message("one document per file"), message("Remove the line `---`.")
                        )
                case yaml.MappingStartEvent():
                    self._open({}, line)
                case yaml.SequenceStartEvent():
                    self._open([], line)
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    self._close()
                case yaml.ScalarEvent():
                    self._scalar(event, line)

    def _open(self, container: dict[object, object] | list[object], line: int) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise _Refused(
                line,
                message("nested deeper than {levels} levels", levels=MAX_DEPTH),
                message("Flatten it."),
            )
        if self.stack and isinstance(self.stack[-1], dict) and self.key[-1] is None:
            raise _Refused(line, message("a key must be a plain text"), message("Write key: value."))
        self._put(container, line)
        self.stack.append(container)
        self.key.append(None)

    def _close(self) -> None:
        self.stack.pop()
        self.key.pop()
        if self.path:
            self.path.pop()

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        if len(event.value) > MAX_SCALAR:
            raise _Refused(
                line,
                message("a text of more than {max_scalar:,} characters", max_scalar=MAX_SCALAR),
                message("Shorten it."),
            )
        if self.stack and isinstance(self.stack[-1], dict) and self.key[-1] is None:
            if event.value in self.stack[-1]:
                raise _Refused(
                    line,
                    message('key "{key}" stands here twice', key=event.value[:60]),
                    message("Keep one of the two."),
                )
            self.key[-1] = event.value
            self.document.lines[(*self.path, event.value)] = line
            return
        plain = not event.style or event.style == "plain"
        self._put(_resolved(event.value) if plain else event.value, line, leaf=True)

    def _put(self, value: object, line: int, *, leaf: bool = False) -> None:
        if not self.stack:
            self.document.value = value
            self.document.lines[()] = line
            return
        container = self.stack[-1]
        step: str | int
        if isinstance(container, list):
            step = len(container)
            container.append(value)
            self.document.lines[(*self.path, step)] = line
        else:
            step = str(self.key[-1])
            container[step] = value
            self.key[-1] = None
        if not leaf:
            self.path.append(step)


def _resolved(text: str) -> object:
    """A plain scalar by the core schema of YAML 1.2, with decimals exact and leading zeros kept as text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return Decimal(text) if _DECIMAL.fullmatch(text) else text
