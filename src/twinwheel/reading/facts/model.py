"""The ten kinds of fact, each with the characters it rests on.

A finder gets a ``Reading`` and gives facts whose ``mentions`` are ranges of ``reading.text``. They are
turned into ranges of the raw text of every rendition when they are written (``reading/contract.py``).
Numbers are ``Decimal``; a field that the text does not give is None, never a guess.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, InstanceOf

from twinwheel.reading.model import ArticleKind, Part
from twinwheel.reading.text import Span


class Reading(NamedTuple):
    """What facts are found in: the collated text of one article, and what is known of it."""

    text: str
    parts: tuple[Part, ...]
    kind: ArticleKind
    byline: tuple[str, ...]
    publisher: str | None
    date: date | None
    """The day the article appeared; relative dates are reckoned from it, and stay unresolved without it."""


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    mentions: tuple[InstanceOf[Span], ...] = Field(min_length=1)
    """Every place it is said, in the order of the text. The first is the fullest statement."""
    rule: str
    """The rule that found it, as named in the code; for the person who corrects it."""
    review: bool = False
    """A person should look."""


class Indicator(_Fact):
    """A figure. The mention is the number with its unit and qualifier, as printed: ``2万余家``."""

    kind: Literal["indicator"] = "indicator"
    name: str | None
    """What is counted or measured, in the words of the text: ``科技创新企业``, ``增加值``."""
    value: Decimal
    """In ``unit``. Counts are written out (2万余家: 20000 家); money and areas keep their printed unit (1811.8 亿元)."""
    value_to: Decimal | None = None
    """The upper end of a range (400-600个: value 400, value_to 600)."""
    unit: str
    qualifier: str | None = None
    """As printed: 余, 多, 超过, 约, 近, 以上, 不低于 …"""
    as_of: str | None = None
    """The time it holds for: ``2018``, ``2019-H1``, ``2019-Q2``, ``2021-01``, ``2021-01-16``, ``2016/2020``."""
    scope: str | None = None
    """Whose figure it is: the place or organisation."""
    status: Literal["actual", "target", "forecast", "historic"] = "actual"
    comparison: Literal["同比", "环比", "占比", "增长", "较上年", "排名", "倍数"] | None = None
    compared_with: str | None = None
    """Of 占比, the whole; of a difference, what it differs from, in the words of the text."""


class Person(_Fact):
    kind: Literal["person"] = "person"
    name: str
    title: str | None = None
    organisation: str | None = None


class Organisation(_Fact):
    kind: Literal["organisation"] = "organisation"
    name: str
    aliases: tuple[str, ...] = ()
    type: Literal[
        "government", "enterprise", "university", "institute", "association", "media", "hospital", "other"
    ]


class Place(_Fact):
    kind: Literal["place"] = "place"
    name: str
    aliases: tuple[str, ...] = ()
    type: Literal["country", "province", "city", "district", "zone", "park", "street", "region", "other"]
    area: Decimal | None = None
    area_unit: str | None = None
    parent: str | None = None


class Programme(_Fact):
    """A programme, platform or system: something with a name that is planned, built or run."""

    kind: Literal["programme"] = "programme"
    name: str
    type: Literal["programme", "platform", "system", "centre", "fund", "facility", "product"]
    owner: str | None = None
    status: Literal["planned", "under_way", "existing"] | None = None
    purpose: str | None = None


class PolicyDocument(_Fact):
    kind: Literal["policy_document"] = "policy_document"
    name: str
    """Without its marks; the full one where it is later shortened."""
    aliases: tuple[str, ...] = ()
    type: Literal["policy", "report", "book", "newspaper", "declaration"]
    issuer: str | None = None
    number: str | None = None
    """``国函〔2019〕16号``"""
    date: str | None = None


class Measure(_Fact):
    """What an actor does for or asks of someone: an instrument of policy, as the text tells it."""

    kind: Literal["measure"] = "measure"
    actor: str | None = None
    instrument: str
    object: str | None = None
    condition: str | None = None


class Quote(_Fact):
    """Words of a speaker. ``text`` is what is said, without its marks."""

    kind: Literal["quote"] = "quote"
    mode: Literal["direct", "indirect"]
    speaker: str | None = None
    text: str


class Ask(_Fact):
    """Who asks whom for what. Who is asked is None where the text leaves it open."""

    kind: Literal["ask"] = "ask"
    asker: str | None = None
    addressee: str | None = None
    content: str


class Relation(_Fact):
    """A link between two named things, in the words the text uses for them."""

    kind: Literal["relation"] = "relation"
    type: Literal[
        "part_of",
        "located_in",
        "owner_of",
        "issued",
        "cooperates_with",
        "produces",
        "leads",
        "alias_of",
        "released",
    ]
    subject: str
    object: str


Fact = Annotated[
    Indicator | Person | Organisation | Place | Programme | PolicyDocument | Measure | Quote | Ask | Relation,
    Field(discriminator="kind"),
]
