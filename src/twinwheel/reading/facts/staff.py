"""Who made the page: reporters and editors in bylines and imprints. They do not act in the story."""

from __future__ import annotations

import re

from twinwheel.reading.facts.sheet import Sheet

_STAFF = re.compile(
    r"(?:本报|特约|见习|实习|首席)?(?:记者|通讯员|实习生|编辑|责编|责任编辑|责校|校对|美编|美术编辑|摄影|摄|网编|审核|监制|文字整理|整理|撰文|采写|统筹|制图|编审|值班主任|值班编辑|审校|出处|供图)[ 　:：/／|]{0,2}"
    r"(?P<names>[一-鿿]{2,4}(?:[ 　、]{1,2}[一-鿿]{2,4}){0,5}|[一-鿿][ 　][一-鿿](?![一-鿿]))"
)
_AUTHOR = re.compile(
    r"(?:作者|文字|供稿|策划|初审|二审|三审|终审|一审|复审|编校|编排|来源作者|文|图|图文)[ 　]?[:：/／|｜][ 　]{0,2}"
    r"(?P<names>[一-鿿]{2,4}(?:[ 　、]{1,2}[一-鿿]{2,4}){0,5})(?=[ 　\n）)]|$|[一-鿿]{0,2}[:：/／|｜])"
)
_SIGNED = re.compile(
    r"[（(][ 　]?[一-鿿][ 　]?[一-鿿]{1,2}(?:[ 　、][ 　]?[一-鿿][ 　]?[一-鿿]{1,2}){0,3}[ 　]?[）)](?=\s*(?:\n|$))"
)


def masks(sheet: Sheet) -> list[tuple[int, int]]:
    """Where those who made the page are named: bylines, 记者 …, 编辑 …, the signature (布 轩). They do not act in it."""
    text = sheet.text
    found = [(part.start, part.end) for part in sheet.reading.parts if part.role == "byline"]
    found += [
        staff.span()
        for staff in _STAFF.finditer(text)
        if text[staff.start("names") - 1] in " 　:：/／|"
        or staff.end() == len(text)
        or text[staff.end()] in ")）\n，。 "
    ]
    found += [author.span() for author in _AUTHOR.finditer(text)]
    found += [signed.span() for signed in _SIGNED.finditer(text)]
    return found
