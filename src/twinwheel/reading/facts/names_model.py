"""What was fitted to tell a person's name (``names.yaml``, by ``bench/reading/fit_names.py``), and its classes of words."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from twinwheel.reading.facts import lexicon

SIDES = (*"acdfijkmnopqrtuvx", "nr", "ns", "nt", "vn")
"""Parts of speech that are told apart beside a name; all others are ``o``."""
PARTICLES = frozenset("说称在和与对则曾还也将就向等为是率带看讲谈问答")
"""What mostly follows a name, and may end one."""
JOINS = frozenset("和与对向为是")
"""Of these, what goes on to another word; where nothing comes it ends a name: 主任阚春和|说."""
NO_GIVEN = frozenset("我你您他她它们这那哪的了着吗呢吧")
"""What no given name holds."""
KINDS = frozenset(
    "族国省市县区镇乡村街路站港山河湖湾岛坡沟庄桥园杯奖部院所局厅厂店馆会社队报刊网学论型级性化品茶酒粉"
)
"""What ends the names of places, peoples, prizes and houses."""
REPEATS = 12
"""More mentions than these say nothing more."""


class Model(NamedTuple):
    """Log-odds of characters, and the weights of evidence, with a tagger and without."""

    surname: dict[str, float]
    given: dict[str, float]
    before: dict[str, float]
    after: dict[str, float]
    weights: dict[str, dict[str, float]]


@lru_cache(maxsize=1)
def model() -> Model:
    data = lexicon.fitted("names")
    surname, given, before, after = (spread(data[table]) for table in ("surname", "given", "before", "after"))
    return Model(surname, given, before, after, data["weights"])


def spread(table: dict[float, str]) -> dict[str, float]:
    """Characters by log-odds to log-odds by character; surnames of two characters are parted by spaces."""
    return {
        char: value for value, chars in table.items() for char in (chars.split() if " " in chars else chars)
    }


@lru_cache(maxsize=256)
def side(tag: str) -> str:
    """The part of speech as it is told apart beside a name."""
    return tag if tag in SIDES else tag[:2] if tag[:2] in SIDES else tag[0] if tag[0] in SIDES else "o"
