"""Web pages: their visible text, block by block; what is not the article is marked as junk.

trafilatura says what the article is. It is asked for its judgement only: the text is our own walk over the
page, so that every block has its place in the raw text.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING

from twinwheel.errors import DocumentError
from twinwheel.messages import heard, message
from twinwheel.reading.model import Block, Role, Source
from twinwheel.reading.sources import html_article
from twinwheel.reading.sources.limits import MAX_DEPTH
from twinwheel.reading.sources.text import decoded, within_limit

if TYPE_CHECKING:
    from lxml import etree

SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "audio",
        "video",
        "canvas",
        "select",
        "option",
        "button",
        "form",
        "input",
        "textarea",
        "map",
        "area",
    ]
)
INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "img",
        "td",
        "th",
    ]
)
CELLS = frozenset(["td", "th"])
"""The cells of a row of data are one block, so that a figure stays with what it is the figure of."""
HEADINGS = {f"h{level}": level for level in range(1, 7)}
ASIDES = frozenset(["nav", "aside", "footer"])
META_NAMES = {
    "title": ("articletitle", "og:title", "dc.title", "twitter:title"),
    "date": (
        "pubdate",
        "article:published_time",
        "publishdate",
        "dc.date.issued",
        "firstpublishedtime",
        "weibo:article:create_at",
        "date",
    ),
    "publisher": ("contentsource", "source", "og:site_name", "sitename", "application-name"),
    "author": ("author", "article:author"),
}
"""What of a page's own statements is taken, best first. The first of each is what government sites must give."""

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.I)
_SPACES = re.compile(r"[ \t\r\n\f\u00a0\u3000]+")
_DATE = re.compile(r"(\d{4})[-/年.](\d{1,2})[-/月.](\d{1,2})")
_SOURCE = re.compile(r"^(?:[\u4e00-\u9fff]{0,2}来源\s?[:：]\s?)?(\S*[\u4e00-\u9fff]\S*|.+)")
_WHO = frozenset(META_NAMES["publisher"] + META_NAMES["author"])
_LISTED = re.compile(r"[\s,，、;；]+")
_NAMES = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,8}){1,3}")
LINKED = 0.6
"""A short block with more than this share of its text in links is navigation."""
WRITTEN = 80
"""Characters of sentences from which a form holds a text: many sites set the whole page into one."""


@dataclass
class _Found:
    """A block under way."""

    role: Role = "text"
    level: int = 0
    aside: bool = False
    text: list[str] = field(default_factory=list)
    linked: int = 0

    def words(self) -> str:
        return _SPACES.sub(" ", "".join(self.text)).strip()


def read_html(data: bytes, name: str) -> Source:
    """Read a web page. ``raw`` is its visible text, a block a line.

    Raises:
        DocumentError: nothing can be read there, or it is nested too deep.
    """
    root = _tree(data, name)
    found = [(block, words) for block in _blocks(root, name) if (words := block.words())]
    if not found:
        raise DocumentError.of(
            name,
            message("there is no text on the page"),
            message("Save it with its text, as a browser shows it."),
        )
    raw = within_limit("\n".join(words for _, words in found), name)
    blocks, at = [], 0
    for block, words in found:
        linked = block.linked > LINKED * len(words) and len(words) < html_article.LONG
        role: Role = "junk" if block.aside or linked else block.role
        blocks.append(Block(at, at + len(words), role=role, level=block.level))
        at += len(words) + 1
    stated = _stated(root)
    return Source(
        name,
        hashlib.sha256(data).hexdigest(),
        "html",
        raw,
        html_article.judged(root, blocks, raw, stated.get("title", "")),
        stated=stated,
        ran=(f"trafilatura {version('trafilatura')}",),
    )


def _tree(data: bytes, name: str) -> etree._Element:
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(_text(data, name).encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError.of(
            name, message("it is damaged HTML: {error}", error=heard(error)), message("Save the page again.")
        ) from error
    if root is None:
        raise DocumentError.of(
            name,
            message("there is no text on the page"),
            message("Save it with its text, as a browser shows it."),
        )
    _without_frames(root)
    return root


def _without_frames(root: etree._Element) -> None:
    """Make nothing but parts of the page of what only holds it: tables that lay it out, forms around a text."""
    from lxml import etree

    walk = etree.iterwalk(root, events=("start", "end"))
    written, frames = [0], []
    for event, element in walk:
        if event == "start" and element.tag in SKIPPED and element.tag != "form":
            walk.skip_subtree()
        elif event == "start":
            written += [0] * (element.tag == "form")
            written[-1] += _sentences(element.text)
        else:
            if element.tag == "form":
                inside = written.pop()
                written[-1] += inside
                frames += [element] if inside >= WRITTEN else []
            elif element.tag == "table" and not _of_data(element):
                frames += [element, *_frame(element)]
            written[-1] += _sentences(element.tail)
    for element in frames:
        element.tag = "div"


def _sentences(text: str | None) -> int:
    return len(text) if text and "。" in text else 0


def _of_data(table: etree._Element) -> bool:
    """Whether a table has rows of cells: old sites lay whole pages out in tables, one in another."""
    rows = [[cell for cell in row if cell.tag in CELLS] for row in _frame(table) if row.tag == "tr"]
    if any(cell.find(".//table") is not None for row in rows for cell in row):
        return False
    return any(sum(any(map(str.strip, cell.itertext())) for cell in row) > 1 for row in rows)


def _frame(table: etree._Element) -> Iterator[etree._Element]:
    """The groups of rows, rows and cells of a table, not those of a table within."""
    for one in table:
        if one.tag in ("tbody", "thead", "tfoot", "tr", *CELLS):
            yield one
            yield from _frame(one) if one.tag not in CELLS else ()


def _text(data: bytes, name: str) -> str:
    """UTF-8 where it is that, whatever the page says (Chinese in GBK never is); then what it says; then what fits."""
    said = _CHARSET.search(data[:4096])
    encoding = said[1].decode("ascii").lower() if said else "utf-8"
    for candidate in ("utf-8", "gb18030" if encoding in ("gb2312", "gbk") else encoding):
        try:
            return data.decode(candidate)
        except (LookupError, UnicodeDecodeError):
            continue
    return decoded(data, name)[0]


def _blocks(root: etree._Element, name: str) -> Iterator[_Found]:
    """The blocks of visible text, in the order of the page. Walked without recursion: pages may be hostile."""
    from lxml import etree

    walk = etree.iterwalk(root, events=("start", "end"))
    open_ = _Open(name)
    for event, element in walk:
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        if tag == "br" and open_.in_heading():  # one heading, broken by hand
            open_.say(" " if event == "start" else element.tail)
        elif event == "start":
            if tag not in INLINE:
                yield open_.begun()
            elif tag in CELLS:
                open_.say(" ")
            open_.enter(tag)
            if _hidden(tag, element):
                walk.skip_subtree()
            else:
                open_.say(element.text)
        else:
            if tag not in INLINE:
                yield open_.begun()
            open_.leave(tag)
            open_.say(element.tail)
    yield open_.begun()


class _Open:
    """Where a walk over the page is: the block under way and what it stands in."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.inside: Counter[str] = Counter()
        self.depth = 0
        self.block = _Found()

    def enter(self, tag: str) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise DocumentError.of(
                self.name,
                message("its elements are nested more than {most} deep", most=MAX_DEPTH),
                message("Save the page as a browser shows it."),
            )
        self.inside[tag] += 1

    def leave(self, tag: str) -> None:
        self.depth -= 1
        self.inside[tag] -= 1

    def say(self, text: str | None) -> None:
        if text:
            self.block.text.append(text)
            if self.inside["a"]:
                self.block.linked += len(text.strip())

    def in_heading(self) -> str | None:
        return next((tag for tag in HEADINGS if self.inside[tag]), None)

    def begun(self) -> _Found:
        """The block that ends here; another begins."""
        ended, self.block = self.block, _Found()
        ended.aside = any(self.inside[tag] for tag in ASIDES)
        if heading := self.in_heading():
            ended.role, ended.level = "heading", HEADINGS[heading]
        elif self.inside["li"]:
            ended.role = "list"
        elif self.inside["figcaption"] or self.inside["caption"]:
            ended.role = "caption"
        elif self.inside["table"] and "。" not in "".join(ended.text):
            ended.role = "table"
        return ended


def _hidden(tag: str, element: etree._Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return tag in SKIPPED or element.get("hidden") is not None or "display:none" in style


def _stated(root: etree._Element) -> dict[str, str]:
    said: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").lower()
        content = _SPACES.sub(" ", meta.get("content") or "").strip()
        if key and content and not (content.isdigit() and key in _WHO):
            said.setdefault(key, content[:500])
    account = root.find(".//*[@id='js_name']")
    called = _SPACES.sub(" ", "".join(account.itertext())).strip() if account is not None else ""
    if called:  # a page of a WeChat account names only the platform
        said["contentsource"] = called[:500]
    stated = {what: next((said[key] for key in keys if key in said), "") for what, keys in META_NAMES.items()}
    date = _DATE.search(stated["date"])
    source = _SOURCE.match(stated["publisher"])
    stated["publisher"] = source[1] if source else ""
    stated["author"] = " ".join(filter(_NAMES.fullmatch, _LISTED.split(stated["author"])))
    stated["date"] = f"{date[1]}-{int(date[2]):02d}-{int(date[3]):02d}" if date else ""
    title = root.find(".//title")
    if not stated["title"] and title is not None:
        stated["title"] = _SPACES.sub(" ", "".join(title.itertext())).strip()[:500]
    return {what: value for what, value in stated.items() if value}
