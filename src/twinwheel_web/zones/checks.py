"""Says at the start, and to ``check``, what is wrong with the pack's map; the page itself goes on without it."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from twinwheel.errors import PackError
from twinwheel_web import pack
from twinwheel_web.design.sketch import read_sketch


@register("twinwheel")
def check_map(**options: Any) -> list[CheckMessage]:
    current = pack.current()
    if current.zone is None:
        return []
    try:
        read_sketch(current.folder, current.zone)
    except PackError as error:
        return [Error(str(each), id="zones.E001") for each in error.problems]
    return []
