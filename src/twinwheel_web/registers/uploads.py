"""What is refused before it is even kept: files that are no register, and those that are made to do harm.

Nothing is unpacked for it: a workbook says of itself what it holds. What is wrong inside is found by ``checking``.
"""

from __future__ import annotations

import re
import zipfile
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

SUFFIXES = (".xlsx", ".xls", ".csv", ".parquet", ".json")
MOST_UNPACKED = 200 * 2**20
"""Bytes a workbook may unpack to: fifty times what a register of 20,000 enterprises has."""
MOST_PARTS = 2_000
DECLARED = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
LOOKED_AT = 4096  # bytes of each part; a document type stands before all else
OLE = b"\xd0\xcf\x11\xe0"


def refuse_bad(file: UploadedFile[bytes]) -> None:
    """Raises ValidationError, with what is wrong and what to do, where a file cannot be a register."""
    name, size = (file.name or "").lower(), file.size or 0
    if not name.endswith(SUFFIXES):
        raise ValidationError(
            _("A file of this kind is not taken. These are: %(suffixes)s."),
            params={"suffixes": " ".join(SUFFIXES)},
        )
    if size > settings.TWINWHEEL.upload_mb * 10**6:
        raise ValidationError(
            _("The file is larger than %(most)s MB. Split it."), params={"most": settings.TWINWHEEL.upload_mb}
        )
    if name.endswith(".xlsx"):
        file.seek(0)
        _refuse_bad_workbook(file.open())
    file.seek(0)


def _refuse_bad_workbook(file: Any) -> None:
    if file.read(len(OLE)) == OLE:
        raise ValidationError(
            _("The workbook is protected by a password. Save it without one and upload it again.")
        )
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise ValidationError(
                    _("The workbook unpacks to far more than a register has. Save the sheet alone as CSV.")
                )
            if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
                raise ValidationError(_("The workbook holds macros. Save it as an .xlsx without them."))
            for part in parts:
                if not part.filename.lower().endswith((".xml", ".rels")):
                    continue
                with archive.open(part) as inside:
                    if DECLARED.search(inside.read(LOOKED_AT)):
                        raise ValidationError(
                            _("The workbook refers to things outside of it. Save it anew in Excel.")
                        )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise ValidationError(
            _("This is not an Excel workbook, or it arrived incomplete. Save it again and upload it anew.")
        ) from None
