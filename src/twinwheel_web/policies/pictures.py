"""The picture shown where a link to a measure is shared: 1200 × 630, its title, what it gives, until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from twinwheel_web import pack
from twinwheel_web.design import fonts
from twinwheel_web.design.templatetags.words import day as written
from twinwheel_web.design.templatetags.words import said
from twinwheel_web.policies import library

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

    from twinwheel.packs.model import Validity

SIZE = (1200, 630)
MARGIN = 72
PAPER, INK, SOFT, ACCENT = "#ffffff", "#1b2430", "#4c5866", "#1d4f7c"  # those of portal.css by day


@lru_cache(maxsize=128)
def picture(id: str, day: date, language: str, pack_hash: str) -> bytes | None:
    """A PNG; None where this machine has no Chinese font, and no picture is better than one of empty boxes."""
    font = fonts.chinese()
    if font is None:
        return None
    from PIL import Image, ImageDraw, ImageFont

    row = library.rows(day)[id]
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)

    def sized(size: int) -> FreeTypeFont:
        return ImageFont.truetype(str(font[0]), size, index=font[1])

    draw.rectangle((0, 0, 18, SIZE[1]), fill=ACCENT)
    _wheels(draw)
    theme = said(dict(library.listed("themes", row.spec.theme)))
    draw.text((MARGIN, 64), f"{theme} · {library.STATUSES[row.status]}", font=sized(30), fill=ACCENT)
    at = _paragraph(draw, said(row.spec.title), sized(60), 128, 3, INK)
    _paragraph(draw, said(row.spec.benefit[0].title), sized(34), at + 28, 3, SOFT)
    draw.text((MARGIN, SIZE[1] - 92), _days(row.spec.valid), font=sized(28), fill=SOFT)
    title = said(pack.current().info.title)
    draw.text((SIZE[0] - MARGIN, SIZE[1] - 92), title, font=sized(28), fill=SOFT, anchor="ra")
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _days(valid: Validity) -> str:
    since, until = written(valid.since), written(valid.until)
    if since and until:
        return f"{since} – {until}"
    if since:
        return _("from %(since)s on") % {"since": since}
    return pgettext("measure", "until %(until)s") % {"until": until} if until else ""


def _wheels(draw: ImageDraw) -> None:
    for x in (SIZE[0] - 150, SIZE[0] - 104):
        draw.ellipse((x - 32, 58, x + 32, 122), outline=ACCENT, width=7)
        draw.ellipse((x - 6, 84, x + 6, 96), fill=ACCENT)


def _paragraph(draw: ImageDraw, text: str, font: FreeTypeFont, top: int, most: int, fill: str) -> int:
    """Write up to ``most`` lines from ``top`` on; returns where the next may begin."""
    lines = list(_lines(text, font, SIZE[0] - 2 * MARGIN))
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1].rstrip()[:-1] + "…"]
    step = int(font.size * 1.35)
    for number, line in enumerate(lines):
        draw.text((MARGIN, top + number * step), line, font=font, fill=fill)
    return top + len(lines) * step


def _lines(text: str, font: Any, width: int) -> Iterator[str]:
    """Lines that fit; Latin words stay whole."""
    from re import findall

    line = ""
    for part in findall(r"[A-Za-z0-9.,%¥’'()-]+\s*|.", text):
        if line and font.getlength(line + part.rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += part
    if line:
        yield line.rstrip()
