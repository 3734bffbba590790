"""Writes ``docs/reference/openapi.json`` from the API's code, so that a change of the API is seen in review.

python tools/openapi.py
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "reference" / "openapi.json"


def text() -> str:
    """The document as it is checked in. Django has to be set up."""
    from django.utils.translation import override

    from twinwheel_web.api.schema import document
    from twinwheel_web.api.urls import api

    with override("en"):
        return json.dumps(document(api), ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "twinwheel_web.settings",
        "TWINWHEEL_DEMO": "yes",
        "TWINWHEEL_PACK": str(ROOT / "packs" / "beijing-sti"),
        "TWINWHEEL_DATA": tempfile.gettempdir(),
    }
    import django

    django.setup()
    FILE.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    main()
