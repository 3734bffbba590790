"""What is wrong with a page as it stands in the browser: for everybody (axe-core), on a phone, in its language."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from twinwheel_web.demo.people import PEOPLE

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
ENGLISH = re.compile(r"(?:[A-Za-z][A-Za-z'’-]*[ ,;:]+){3,}[A-Za-z]+")
"""Four words or more; shorter ones may be names."""
CHINESE = re.compile(r"[\u3400-\u9fff]+")
NAME = re.compile(
    "|".join([*(re.escape(each.zh) for each in PEOPLE), r"示[例范]\S*", "虚构数据", "统一社会信用代码"])
)
"""People of the demo, how it names enterprises, organisations and documents, and the heading of a register's key: none has
an English name."""
OURS = "nav *, label, button, summary, legend, caption, h2, th, dt, .field:not(.cell) .help, .chip, .errorlist, .notice"
"""What the portal words itself; the rest may be names and values."""
TEXTS = """([parts, apart]) => {
  const found = [];
  for (const each of document.querySelectorAll(parts)) {
    if (each.closest(apart) || !each.checkVisibility()) continue;
    const texts = [...each.childNodes].filter(node => node.nodeType === 3).map(node => node.data);
    for (const name of ["aria-label", "title", "placeholder", "alt"]) texts.push(each.getAttribute(name) ?? "");
    for (const text of texts) if (text.trim()) found.push([each.localName, text.trim()]);
  }
  return found;
}"""
STICKING_OUT = """() => {
  const width = document.documentElement.clientWidth, over = document.documentElement.scrollWidth - width;
  if (over <= 0) return [];
  const out = [...document.querySelectorAll("body *")].filter(each => each.getBoundingClientRect().right > width + 1);
  return [`${over} px wider than the window: ${out.slice(-3).map(each => `${each.localName}.${each.className}`)}`];
}"""


def english_in(html: str) -> list[str]:
    """Sentences of English in a page that no browser draws, but for what says of itself that it is English."""
    ours = re.sub(
        r'<(script|style|code|pre|kbd|textarea)\b.*?</\1>|<[^>]* lang="en[^>]*>[^<]*',
        "",
        html,
        flags=re.DOTALL,
    )
    return ENGLISH.findall(unescape(re.sub(r"<[^>]+>", "\n", ours)))


@cache
def _axe() -> str:
    """The source of axe-core."""
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


def barriers(page: Any) -> list[str]:
    """What WCAG 2.2 AA forbids, as far as axe-core can tell."""
    page.evaluate(_axe())
    found = page.evaluate("rules => axe.run(rules).then(found => found.violations)", RULES)
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"][:4]]


def sideways(page: Any) -> list[str]:
    """Whether the page as a whole can be scrolled sideways, and what sticks out."""
    return page.evaluate(STICKING_OUT)


def foreign(page: Any, language: str) -> list[str]:
    """Sentences of English on a Chinese page; Chinese in what is ours to word, other than names, on an English one."""
    other = {"zh": "[lang|=en]", "en": "[lang|=zh]"}[language]
    texts = page.evaluate(
        TEXTS, ["body *" if language == "zh" else OURS, f"{other}, script, style, code, pre, kbd, textarea"]
    )
    wrong = ENGLISH if language == "zh" else CHINESE
    said = [each for each in texts if not each[1].startswith(("{", "["))]  # values as JSON, in the console
    return [f"<{tag}> {text[:90]}" for tag, text in said if wrong.search(NAME.sub("", text))]
