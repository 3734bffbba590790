"""What the words of a line say of it: whether a headline may read so, or a sentence begins or goes on in it."""

from __future__ import annotations

import re

from twinwheel.reading.articles.lines import ends_sentence

NO_TITLE_ENDS = "之的和与及或在于将被把向从对为以由使是其该各每这那并而但且就也都还又再更最很"
"""Characters no headline ends with: the sentence goes on."""
SAYS = re.compile("(?:说|表示|介绍|指出|认为|透露|强调|坦言|称|看来|了解|获悉)[，,：:]")
_LISTS = re.compile("[：:，,].{2,}[、，,].|[：:，,].+\\d$")
_PAIRS = ("“”", "《》", "（）", "()")
_FIRST_WORDS = re.compile(
    "(?:近日|日前|昨日|昨天|今日|今天|当天|当日|上午|下午|上周|本周|目前|据悉|据了解|会上|会后|随后|此外|同时|而在)"
    "|[^，,。：:！？]{0,6}(?:\\d{1,2}月\\d{1,2}日|期间|时节|之际)[^，,。]{0,4}[，,]"
    "|[为在随据][^，,。：:]{1,12}[，,]"
)
"""What the first sentence of a text begins with, and hardly a headline."""
_LETTER = re.compile("我(?:家|们|市|区|县|局|在|是)|我[住叫]")
"""Somebody speaks of himself behind the colon of his name: no headline."""


def lists(text: str) -> bool:
    """Whether a numbered line tells what belongs to it, as no heading does: 6．办好十件实事：改造小区27个、…"""
    return bool(_LISTS.search(text))


def has_sentence(text: str) -> bool:
    """Whether a line holds the end of a sentence, which a headline does not."""
    if text.endswith("..."):  # a title cut short
        text = text[:-3]
    return any(mark in text for mark in "。；;") or (ends_sentence(text) and text.rstrip("”’」』）)】》〉\"' ")[-1:] not in "？！?!…")


def leads_in(text: str) -> bool:
    """Whether a line begins as the first sentence of a text does: 近日，…; 会议期间，…; 网友来信：我家住…"""
    colon = max(text.find("："), text.find(":"))
    return bool(_FIRST_WORDS.match(text)) or (colon > 0 and bool(_LETTER.match(text, colon + 1)))


def breaks_off(text: str) -> bool:
    """Whether a line stops where no headline does: within brackets or quotes, or at a word that leads on."""
    return text[-1] in NO_TITLE_ENDS or any(
        text.count(pair[0]) > text.count(pair[1]) for pair in _PAIRS
    )
