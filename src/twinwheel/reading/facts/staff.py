"""Who made the page: reporters and editors in bylines and imprints. They do not act in the story."""

from __future__ import annotations

import re
from functools import lru_cache

from twinwheel.reading.facts.sheet import Sheet

_WORKS = "记者|通讯员|实习生|编辑|责编|责任编辑|责校|校对|美编|美术编辑|摄影|摄|网编|审核|监制|文字整理|整理|撰文|采写|统筹|制图|编审|值班主任|值班编辑|审校|出处|供图"
# Every branch begins with a letter, so that the engine skips to the next one.
_STAFF = re.compile(
    rf"(?:本报(?:{_WORKS})|特约(?:{_WORKS})|见习(?:{_WORKS})|实习(?:{_WORKS})|首席(?:{_WORKS})|{_WORKS})[ 　:：/／|]{{0,2}}"
    r"(?P<names>[一-鿿]{2,4}(?:[ 　、]{1,2}[一-鿿]{2,4}){0,5}|[一-鿿][ 　][一-鿿](?![一-鿿]))"
)
_AUTHOR = re.compile(
    r"(?:作者|文字|供稿|策划|初审|二审|三审|终审|一审|复审|编校|编排|来源作者|文|图|图文)[ 　]?[:：/／|｜][ 　]{0,2}"
    r"(?P<names>[一-鿿]{2,4}(?:[ 　、]{1,2}[一-鿿]{2,4}){0,5})(?=[ 　\n）)]|$|[一-鿿]{0,2}[:：/／|｜])"
)
_SIGNED = re.compile(
    r"[（(][ 　]?[一-鿿][ 　]?[一-鿿]{1,2}(?:[ 　、][ 　]?[一-鿿][ 　]?[一-鿿]{1,2}){0,3}[ 　]?[）)](?=\s*(?:\n|$))"
)
_NAME = "[一-鿿]{2,4}|[一-鿿][ 　][一-鿿]"
_CAPTION = re.compile(
    rf"(?P<names>(?:{_NAME})(?:[ 　、,，](?:{_NAME})){{0,5}})[ 　/／]{{0,2}}(?:摄(?:影(?:报道)?)?|供图|绘图|制图|漫画|文[/／并]?[图摄]|[图文][/／]|航拍)(?![一-鿿])"
)
"""（许方 摄）, 通讯员 许方 摄影报道, 许方文/图: who took the picture."""
_PICTURE = re.compile("摄|供图|绘图|制图|漫画|[图文][/／并摄]|航拍")
_LONGEST_CAPTION = 36
_WIRE = re.compile(
    rf"[电讯】][ 　]?[（(][ 　]?(?:{_NAME})(?:[ 　、,，](?:{_NAME})){{0,5}}[ 　]?[）)]|(?m:[·•][ 　]?[一-鿿]{{2,3}}[ 　]?[·•][ 　]*$)"
)
"""某社某地5月6日电（许方 郑闻）, and ·许方· behind the last words."""
_REPORTER = re.compile(
    r"(?:记者|通讯员)[ 　]{0,2}(?P<names>[一-鿿]{2,3}?)(?=(?:[一-鿿]{2,6}?)?(?:报道|摄影|专电|电[（(])|[从在]|日前|近日|昨[日天]|今[日天]|了解到|获悉|现场|采访|走[进访]|来到|看到|[,，、。；：:）)\n])"
)
"""记者许方|石港报道, 记者许方|从市局获悉."""


@lru_cache(maxsize=1)
def masks(sheet: Sheet) -> tuple[tuple[int, int], ...]:
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
    for pattern in (_SIGNED, _WIRE, _REPORTER):
        found += [signed.span() for signed in pattern.finditer(text)]
    for word in _PICTURE.finditer(text):
        low = max(0, word.start() - _LONGEST_CAPTION)
        found += [taken.span() for taken in _CAPTION.finditer(text, low, word.end() + 4)]
    return tuple(found)
