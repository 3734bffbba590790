"""What a programme is: its words and types, and where one stands.

``programmes`` puts together what is named in marks, in Latin letters, by what it is part of, and by a phrase.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple, cast

from twinwheel.reading.facts.tables import any_of, table

Type = Literal["programme", "platform", "system", "centre", "fund", "facility", "product"]

HAN = "一-鿿"


class Named(NamedTuple):
    """``text[start:end]`` is the name; ``alias`` the words between its marks, where they stand for it."""

    start: int
    end: int
    type: Type
    alias: str | None
    quoted: bool
    made: bool = False
    """A verb says that it is made: then it is one even where it is an organisation too."""


@cache
def types() -> dict[str, Type]:
    return {word: cast(Type, kind) for kind, words in table("programmes")["kinds"].items() for word in words}


@cache
def suffix() -> re.Pattern[str]:
    """The words a programme's name ends with where no marks stand around it: group ``suffix``."""
    data = table("programmes")
    words = {word for word in types() if word not in data["quoted_only"]} | {*data["of_a_house"]}
    return re.compile(rf"(?P<suffix>{any_of(words)})(?!{any_of(data['not_before'])}|{any_of(words)})")


PHRASE_START = re.compile(
    r"[，。；：！？、,;:!?\n“”‘’《》（）()｜|【】]|(?<![A-Za-z\d])\d{1,2}[.．](?!\d)|其中|(?:和|与|以及|及|的|基于|等|则把|把|将|给)(?=.{2})"
)


@cache
def generic() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(table('programmes')['generic'])})")


@cache
def describing() -> re.Pattern[str]:
    """What says of which kind it is, and no more."""
    return re.compile(any_of([*table("programmes")["generic"], *table("programmes")["describing"]]))
