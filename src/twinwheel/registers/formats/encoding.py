"""Which encoding a text file has, decided strictly: UTF-8 if it is valid UTF-8, else GB18030, else an error."""

from __future__ import annotations

import codecs
import hashlib
import io
import re
from dataclasses import dataclass
from pathlib import Path

from twinwheel.messages import message
from twinwheel.registers.formats import broken

_CHUNK = 1 << 23
# Two Chinese characters in a row, as UTF-8 writes them. A whole line of GB18030 that is valid UTF-8 and
# has this does not occur by chance; single pairs do, and are not counted.
_UTF8_CHINESE = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){2}")


@dataclass(frozen=True)
class TextFile:
    """A text file as UTF-8 with one kind of line end, itself or a copy; ``hash`` is of the file as it was."""

    path: Path
    hash: str
    encoding: str
    lines: int


def as_utf8(path: Path, label: str, folder: Path) -> TextFile:
    """Read the file once to see what it is; copy it to ``folder`` only if it is not plain UTF-8 already."""
    scan = _Scan(path, label)
    if scan.encoding == "utf-8" and not scan.mixed_ends and scan.returns == scan.pairs:
        return TextFile(path, scan.hash, scan.encoding, scan.lines)
    copy = folder / "utf8"
    with (
        path.open("r", encoding=scan.encoding, newline=None) as source,
        copy.open("w", encoding="utf-8", newline="\n") as out,
    ):
        try:
            while chunk := source.read(_CHUNK):
                out.write(chunk)
        except UnicodeDecodeError as error:
            raise scan.undecodable() from error
    return TextFile(copy, scan.hash, scan.encoding, scan.lines)


class _Scan:
    """One pass over the bytes: hash, encoding, line ends."""

    def __init__(self, path: Path, label: str) -> None:
        self.path, self.label = path, label
        digest = hashlib.sha256()
        decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
        ends = newlines = self.returns = self.pairs = position = 0
        last, start = b"", b""
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                start = start or chunk[:4]
                digest.update(chunk)
                if (at := chunk.find(b"\0")) >= 0:
                    raise self._binary(position + at, newlines + chunk.count(b"\n", 0, at) + 1, start)
                newlines += chunk.count(b"\n")
                self.returns += chunk.count(b"\r")
                self.pairs += chunk.count(b"\r\n") + (last == b"\r" and chunk[:1] == b"\n")
                if decoder:
                    try:
                        decoder.decode(chunk)
                    except UnicodeDecodeError:
                        decoder = None
                last = chunk[-1:]
                position += len(chunk)
        if decoder:
            try:
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                decoder = None
        ends = newlines + self.returns - self.pairs
        self.hash = digest.hexdigest()
        self.lines = ends + (last not in (b"\n", b"\r"))
        self.mixed_ends = self.pairs not in (0, newlines)
        self.encoding = self._encoding(start, valid_utf8=decoder is not None)

    def _encoding(self, start: bytes, *, valid_utf8: bool) -> str:
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise broken(self.label, message("this is UTF-16 text"), message('Save it as "CSV UTF-8".'))
        if valid_utf8:
            return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"
        if start.startswith(codecs.BOM_UTF8):
            raise self.undecodable("utf-8")
        self._refuse_mixed()
        return "gb18030"

    def _refuse_mixed(self) -> None:
        """Not UTF-8 as a whole: is some line in it UTF-8 all the same?"""
        utf8_line = other_line = None
        with self.path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.isascii():
                    continue
                try:
                    line.decode("utf-8")
                except UnicodeDecodeError:
                    other_line = other_line or number
                else:
                    if utf8_line is None and _UTF8_CHINESE.search(line):
                        utf8_line = number
                if utf8_line and other_line:
                    raise broken(
                        self.label,
                        message(
                            "the file mixes two encodings: line {one} is UTF-8, line {other} is not",
                            one=utf8_line,
                            other=other_line,
                        ),
                        message("Save each part as UTF-8 before joining them."),
                        line=max(utf8_line, other_line),
                    )

    def undecodable(self, encoding: str = "gb18030") -> Exception:
        """Neither UTF-8 nor GB18030: say at which byte and line."""
        offset = 0
        decoder = codecs.getincrementaldecoder(encoding)()
        with io.BufferedReader(io.FileIO(self.path)) as file:
            for number, line in enumerate(file, 1):
                try:
                    decoder.decode(line)
                except UnicodeDecodeError as error:
                    at = offset + error.start
                    return broken(
                        self.label,
                        message("byte {at:,} is neither UTF-8 nor GB18030", at=at),
                        message(
                            "Save the file as UTF-8. If it is no text file, export it as CSV, Excel, JSON or Parquet."
                        ),
                        line=number,
                    )
                offset += len(line)
        return broken(self.label, message("the last character is cut off"), message("Export the file again."))

    def _binary(self, offset: int, line: int, start: bytes) -> Exception:
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return broken(self.label, message("this is UTF-16 text"), message('Save it as "CSV UTF-8".'))
        return broken(
            self.label,
            message("byte {offset:,} is a NUL: this is not a text file", offset=offset),
            message("Export the register as CSV, Excel, JSON or Parquet."),
            line=line,
        )
