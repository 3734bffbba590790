"""The parts of a zipped document (DOCX, OFD), and XML that may be hostile."""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import TYPE_CHECKING

from twinwheel.errors import DocumentError
from twinwheel.messages import heard, message
from twinwheel.reading.sources.limits import MAX_PART_BYTES, MAX_PARTS, MAX_UNPACKED_BYTES

if TYPE_CHECKING:
    from lxml import etree

_ENCRYPTED = 0x1


class Parts:
    """A zip within the limits. Nothing is unpacked to disk; a part is unpacked when it is asked for.

    Raises:
        DocumentError: it is damaged, locked, or unpacks to more than we read.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            entries = self._archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError) as error:
            raise self._damaged(error) from error
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise DocumentError.of(
                name, message("it is locked with a password"), message("Save it without a password.")
            )
        # A part gives no more than it declares: zipfile stops there, so the sum of what is declared is a bound.
        total = sum(entry.file_size for entry in entries)
        if len(entries) > MAX_PARTS or total > MAX_UNPACKED_BYTES:
            raise DocumentError.of(
                name,
                message(
                    "it unpacks to {count:,} parts of {total:,} bytes; at most {parts:,} and {most:,} are read",
                    count=len(entries),
                    total=total,
                    parts=MAX_PARTS,
                    most=MAX_UNPACKED_BYTES,
                ),
                message("If it is no zip bomb, split it into several files."),
            )
        self._entries = {_clean(entry.filename): entry for entry in entries}

    def __contains__(self, path: str) -> bool:
        return _clean(path) in self._entries

    def names(self) -> list[str]:
        return list(self._entries)

    def read(self, path: str) -> bytes:
        """The bytes of a part. Raises DocumentError where it is missing, damaged or too large."""
        entry = self._entries.get(_clean(path))
        if entry is None:
            raise DocumentError.of(
                self.name, message("it lacks its part {path}", path=path), message("Was it copied in full?")
            )
        if entry.file_size > MAX_PART_BYTES:
            raise DocumentError.of(
                self.name,
                message(
                    "its part {path} unpacks to {size:,} bytes; at most {most:,} are read",
                    path=path,
                    size=entry.file_size,
                    most=MAX_PART_BYTES,
                ),
                message("If it is no zip bomb, split the document."),
            )
        try:
            return self._archive.read(entry)
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            ValueError,
            EOFError,
            OSError,
            RuntimeError,
        ) as error:
            raise self._damaged(error) from error
        except Exception as error:
            raise self._damaged(error) from error

    def xml(self, path: str) -> etree._Element:
        """The root element of an XML part."""
        return parsed(self.read(path), message("its part {path}", path=path), self.name)

    def _damaged(self, error: Exception) -> DocumentError:
        return DocumentError.of(
            self.name,
            message("its zip is damaged: {error}", error=heard(error)),
            message("Was it copied in full?"),
        )


def _clean(path: str) -> str:
    return posixpath.normpath(path.replace("\\", "/")).lstrip("/")


def parsed(data: bytes, what: str, name: str) -> etree._Element:
    """XML without entities, without a document type, without the network, and not too deep.

    Raises:
        DocumentError: it is not well-formed, or has a document type: office documents never do, attacks do.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError.of(
            name,
            message("{what} is damaged XML: {error}", what=what, error=heard(error)),
            message("Was it copied in full?"),
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise DocumentError.of(
            name,
            message("{what} declares a document type", what=what),
            message("An office document has none; do not open it."),
        )
    return root
