"""Both languages on one page, and the templates of this room that show them.

Apart from ``report``, so that a page about what was read loads nothing of packs and matching.
"""

from __future__ import annotations

from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape


class Words(NamedTuple):
    """The same in both languages."""

    zh: str
    en: str


def environment() -> Environment:
    """Templates of this room, with the two languages side by side."""
    environment = Environment(
        loader=PackageLoader("twinwheel.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["t"] = both_languages
    environment.filters["count"] = "{:,}".format
    return environment


def both_languages(zh: Words | str, en: str | None = None) -> Markup:
    """Both languages side by side; the style sheet shows one of them."""
    if isinstance(zh, Words):
        zh, en = zh
    if en is None or zh == en:
        return escape(zh)
    return Markup('<span class="zh" lang="zh-CN">{}</span><span class="en" lang="en">{}</span>').format(
        zh, en
    )
