"""A draft: its measures, their criteria, and where each stands in the policy."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from twinwheel.criteria import tree
from twinwheel.reading.drafts.head import Head
from twinwheel.reading.drafts.offers import Offer
from twinwheel.reading.drafts.outline import Clause
from twinwheel.reading.drafts.policy import Policy
from twinwheel.reading.drafts.roles import Role
from twinwheel.reading.text import Span

MAX_MEASURES = 200
MAX_CRITERIA = 200


@dataclass
class Criterion:
    """One criterion of a draft; without a node it is for a person. ``spans`` are offsets of the policy's text."""

    id: str
    label: str
    node: tree.Node | None
    spans: tuple[Span, ...]
    cite: str
    proposed_by: str = "rules"
    common: bool = False
    """Said once for several measures."""
    note: str = ""
    denied: bool = False
    """What its label says must not be so."""


@dataclass
class Draft:
    """A draft measure. What the pack format wants beyond it is added when it is written."""

    id: str
    title: str
    title_span: Span | None
    subject: str
    theme: str
    programme: bool
    clause: Clause | None
    criteria: list[Criterion] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    tiers: list[tuple[tree.Node, Decimal]] = field(default_factory=list)
    """Amounts that differ by premise, in the unit of the first offer."""
    materials: list[tuple[str, Span]] = field(default_factory=list)
    departments: list[tuple[str, Span]] = field(default_factory=list)
    window: tuple[str, Span] | None = None
    opens: date | None = None
    closes: date | None = None
    stacking: list[tuple[str, Span]] = field(default_factory=list)
    steps: list[tuple[str, Span]] = field(default_factory=list)


@dataclass
class Drafted:
    """Everything drafted from one policy."""

    policy: Policy
    head: Head
    level: str
    roles: dict[int, Role]
    measures: list[Draft]
    sha256: str
    refused: list[dict[str, object]] = field(default_factory=list)
    """What a model proposed and was not taken, with the reason."""
