"""What changed from one version of a measure to the next: conditions and benefits, word by word."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from twinwheel_web import pack
from twinwheel_web.policies.benefits import Offer, offers
from twinwheel_web.policies.conditions import Condition, conditions

if TYPE_CHECKING:
    from twinwheel.packs import Pack
    from twinwheel.packs.model import MeasureSpec

_WORD = re.compile(r"\d[\d,]*(?:\.\d+)?%?|[A-Za-z]+|\s+|.", re.S)
ALIKE = 0.35
"""Texts less alike than this are shown one after the other: a patchwork of both reads as neither."""


class Piece(NamedTuple):
    """A part of a text: ``same``, ``ins`` or ``del``."""

    kind: str
    text: str


Pieces = tuple[Piece, ...]


@dataclass(frozen=True)
class Change:
    """One condition or benefit: ``added``, ``removed`` or ``changed``; what it is called, and its rule or amount."""

    kind: str
    label: Mapping[str, Pieces]
    detail: Mapping[str, Pieces]


@dataclass(frozen=True)
class Difference:
    """From ``old`` to ``new``; each as of a day it was in force, so that parameters are those of its time."""

    old: MeasureSpec
    new: MeasureSpec
    conditions: tuple[Change, ...]
    benefits: tuple[Change, ...]

    @property
    def nothing(self) -> bool:
        return not (self.conditions or self.benefits)


def pieces(old: str, new: str) -> Pieces:
    """Both texts as one, word by word; numbers and Latin words stay whole.

    >>> pieces("不低于5%", "不低于15%")
    (Piece(kind='same', text='不低于'), Piece(kind='del', text='5%'), Piece(kind='ins', text='15%'))
    """
    one, other = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.ratio() < ALIKE:
        return tuple(piece for piece in (Piece("del", old), Piece("ins", new)) if piece.text)
    found: list[Piece] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(one[a:b])))
            continue
        found += [Piece("del", "".join(one[a:b]))] if b > a else []
        found += [Piece("ins", "".join(other[c:d]))] if d > c else []
    return tuple(found)


def difference(old: MeasureSpec, new: MeasureSpec) -> Difference:
    """What ``new`` asks and gives that ``old`` did not, and the other way round."""
    before, after = _within(old), _within(new)
    return Difference(
        old,
        new,
        tuple(
            _changes(
                [_asked(each) for each in conditions(old, before)],
                [_asked(each) for each in conditions(new, after)],
            )
        ),
        tuple(
            _changes(
                [_given(each, at) for at, each in enumerate(offers(old, before))],
                [_given(each, at) for at, each in enumerate(offers(new, after))],
            )
        ),
    )


def chain(found: Pack, id: str) -> list[MeasureSpec]:
    """All versions a measure belongs to, those it replaces and those that replace it, the oldest first."""
    known, open_ = {id}, [id]
    while open_:
        each = open_.pop()
        near = [
            *found.measures[each].supersedes,
            *(new for new, spec in found.measures.items() if each in spec.supersedes),
        ]
        fresh = [other for other in near if other not in known]
        known.update(fresh)
        open_ += fresh
    return sorted(
        (found.measures[each] for each in known), key=lambda spec: (spec.valid.since or date.min, spec.id)
    )


# --- what is compared ---------------------------------------------------------------------------


class _Part(NamedTuple):
    key: object
    sense: object
    label: Mapping[str, str]
    detail: Mapping[str, str]


def _asked(each: Condition) -> _Part:
    return _Part(each.id, each.when, each.label.model_dump(), each.rule or {"zh": "", "en": ""})


def _given(each: Offer, at: int) -> _Part:
    key = (each.kind["en"], at)
    return _Part(key, each.title, each.title.model_dump(), each.amount or {"zh": "", "en": ""})


def _within(spec: MeasureSpec) -> date:
    """A day the measure was in force: its last, or its first where it has no end."""
    return spec.valid.until or spec.valid.since or pack.current().info.reviewed


def _changes(old: Sequence[_Part], new: Sequence[_Part]) -> list[Change]:
    """Parts belong together by their key, else by their sense."""
    left = {part.key: part for part in old}
    result = []
    for part in new:
        was = left.pop(part.key, None) or next(
            (left.pop(key) for key, each in list(left.items()) if each.sense == part.sense and part.sense),
            None,
        )
        if was is None:
            result.append(Change("added", _whole("ins", part.label), _whole("ins", part.detail)))
        elif (was.label, was.detail) != (part.label, part.detail):
            both = [
                {lang: pieces(a[lang], b[lang]) for lang in b}
                for a, b in ((was.label, part.label), (was.detail, part.detail))
            ]
            result.append(Change("changed", *both))
    gone = [
        Change("removed", _whole("del", part.label), _whole("del", part.detail)) for part in left.values()
    ]
    return result + gone


def _whole(kind: str, text: Mapping[str, str]) -> dict[str, Pieces]:
    return {lang: (Piece(kind, each),) if each else () for lang, each in text.items()}
