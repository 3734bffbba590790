"""People by what they are called: 老何, 关伯, 陈院长, and a short name that nothing else shows."""

from __future__ import annotations

import re
from functools import lru_cache

from twinwheel.reading.facts import lexicon
from twinwheel.reading.facts.names import Names


@lru_cache(maxsize=1)
def pattern() -> re.Pattern[str]:
    """老何, 关伯, 陈院长: a surname with what people are called by, behind a border."""
    single, _ = lexicon.surnames()
    surname, kinds = f"[{''.join(sorted(single))}]", lexicon.trie(lexicon.words("speech", "called"))
    return re.compile(rf"(?:[老小阿]{surname}(?!师)|{surname}(?:{kinds}))")


def _border(text: str, found: re.Match[str], low: int) -> bool:
    """Whether a word begins here: it opens the stretch, or stands behind a mark."""
    return found.start() == low or text[found.start() - 1] in "，,。；：…”的」\n"


def called(names: Names, low: int, high: int) -> str | None:
    """Somebody called by his surname; by name where one person of the text has it: 褚总 → 褚慕云."""
    found = next(
        (each for each in pattern().finditer(names.text, low, high) if _border(names.text, each, low)), None
    )
    if found is None:
        return None
    surname = found[0][1] if found[0][0] in "老小阿" else found[0][0]
    people = [person.name for person in names.people if person.name[0] == surname]
    return people[0] if len(people) == 1 else found[0]


@lru_cache(maxsize=1)
def _actor() -> re.Pattern[str]:
    """Somebody called so at the head of a clause, and what he does: 老街口的陶老板|忙得直不起腰."""
    whose = r"(?:[^，,。；：！？\n“”的给对向把被让说]{1,16}的)?"
    return re.compile(rf"{whose}(?P<who>{pattern().pattern})(?=[一-鿿]{{2}})")


def actor(names: Names, low: int, high: int) -> str | None:
    """Who acts in a clause that no verb of speech stands in, where nobody in it has a name."""
    found = _actor().match(names.text, low, high)
    if found is None or names.named_within(low, found.end()):
        return None
    return called(names, found.start("who"), found.end("who"))


def known_by_surname(names: Names, low: int, high: int) -> str | None:
    """Somebody of the text who is called by surname and office: 苗委员 → 苗婉清."""
    found = called(names, low, high)
    return found if any(person.name == found for person in names.people) else None


def unknown(names: Names, low: int, verb: int) -> str | None:
    """Two or three characters between a border and a verb of speech, where they are no known name: ”严肃|告诉记者."""
    found = _short_subject().fullmatch(names.text, low, verb)
    who = found["who"] if found else None
    if not who or who in lexicon.words("speech", "nobody"):
        return None
    return who if who[-1] not in _NO_END and who[0] not in _NO_END else None


_NO_END = "我你上中里后前时下来又也还再就都并则的地得着了过们此是有说道曾将已常只"
"""A subject neither begins nor ends with these."""


@lru_cache(maxsize=1)
def _short_subject() -> re.Pattern[str]:
    between = lexicon.trie(lexicon.words("speech", "between"))
    return re.compile(rf"[，,]?(?P<who>[一-鿿]{{2,3}}?)(?:{between}){{0,3}}")
