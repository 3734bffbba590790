"""Draft measures from a policy that was read: the library drafts, the portal keeps and shows it. A draft is no policy."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from django.conf import settings

from twinwheel_web import pack
from twinwheel_web.documents.models import Document

LONGEST = 50_000
"""Characters of a text that is drafted from here; a longer one is for ``twinwheel draft``, whose page may be large."""
SHOWN = "shown.json"


def folder(document: Document) -> Path:
    return document.set.folder / "drafts" / str(document.number)


def draft(document: Document) -> None:
    """Draft measures from a document with the words of the pack served, and keep the files of the new pack.

    Raises:
        TwinwheelError: the file cannot be read.
        ValueError: the draft would hold a number that its text lacks.
    """
    from twinwheel.reading.drafts import draft as make
    from twinwheel.reading.drafts import policy
    from twinwheel.reading.drafts.write import output
    from twinwheel.reading.opening import articles_of
    from twinwheel.reading.results import text_file_of
    from twinwheel.reports.draft import contents

    source, articles = articles_of(document.set.folder / document.path, name=document.name)
    drafted = make(policy(articles), pack.current(), sha256=source.sha256)
    made = output(
        drafted,
        pack.current(),
        file=document.name,
        text_name=text_file_of(document.name),
        pack_id=f"draft-{source.sha256[:8]}",
        extends=f"../{settings.TWINWHEEL.pack.name}",
    )
    target = folder(document)
    (target / "measures").mkdir(parents=True, exist_ok=True)
    for old in (target / "measures").glob("draft-*.yaml"):
        old.unlink()
    texts = {
        **made.files,
        "spans.json": json.dumps(made.spans, ensure_ascii=False, default=str),
        "coverage.json": json.dumps(made.coverage, ensure_ascii=False, default=str),
        SHOWN: json.dumps(_plain(contents(drafted, pack.current(), made)), ensure_ascii=False, default=str),
    }
    for name, text in texts.items():
        (target / name).write_text(text, encoding="utf-8", errors="surrogatepass", newline="")


def _plain(value: Any) -> Any:
    """Named tuples as objects, so that JSON keeps their names."""
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def shown(document: Document) -> dict[str, Any]:
    """What a page shows of the draft: ``contents`` of the library."""
    found: dict[str, Any] = json.loads(
        (folder(document) / SHOWN).read_bytes().decode("utf-8", "surrogatepass")
    )
    return found


def archive(document: Document) -> bytes:
    """The draft as a pack folder in a zip: pack.yaml and a file for each measure."""
    made = io.BytesIO()
    target = folder(document)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for path in sorted(target.rglob("*.yaml")):
            out.write(path, f"draft/{path.relative_to(target).as_posix()}")
    return made.getvalue()
