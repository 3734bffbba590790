"""What is wrong with a page as it stands in the browser: for everybody (axe-core), on a phone, in its language."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
FOREIGN = """language => {
  const own = language === "zh" ? /(?:[A-Za-z][A-Za-z'’-]*[ ,;:]+){3,}[A-Za-z]+/ : /[\\u3400-\\u9fff]/;
  const apart = (language === "zh" ? "[lang|=en]" : "[lang|=zh]") + ", code, pre, kbd, textarea, .data";
  const parts = language === "zh" ? "body *"
    : "nav *, label, button, summary, legend, caption, h2, thead th, dt, .help, .chip, .errorlist, .notice";
  const found = [];
  for (const each of document.querySelectorAll(parts)) {
    if (each.closest(apart) || each.closest("script, style, [hidden]") || !each.checkVisibility()) continue;
    const texts = [...each.childNodes].filter(node => node.nodeType === 3).map(node => node.data);
    for (const name of ["aria-label", "title", "placeholder", "alt"]) texts.push(each.getAttribute(name) ?? "");
    for (const text of texts) if (own.test(text)) found.push(`<${each.localName} class="${each.className}"> ${text.trim().slice(0, 90)}`);
  }
  return found;
}"""


@cache
def _axe() -> str:
    """The source of axe-core."""
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


def barriers(page: Any) -> list[str]:
    """What WCAG 2.2 AA forbids, as far as axe-core can tell."""
    page.evaluate(_axe())
    found = page.evaluate("rules => axe.run(rules).then(found => found.violations)", {**RULES, "resultTypes": ["violations"]})
    return [
        f"{each['id']}: {node['target']} {node['html'][:160]}" for each in found for node in each["nodes"][:4]
    ]


def sideways(page: Any) -> list[str]:
    """Whether the page as a whole can be scrolled sideways, and what sticks out."""
    return page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth, over = document.documentElement.scrollWidth - width;
          if (over <= 0) return [];
          const out = [...document.querySelectorAll("body *")].filter(each => each.getBoundingClientRect().right > width + 1);
          return [`${over} px wider than the window: ` + out.slice(-3).map(each => `<${each.localName} class="${each.className}">`)];
        }"""
    )


def foreign(page: Any, language: str) -> list[str]:
    """Sentences of English on a Chinese page; Chinese in what is ours to word (not in names and values) of an English one."""
    return page.evaluate(FOREIGN, language)
