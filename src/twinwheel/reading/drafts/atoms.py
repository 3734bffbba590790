"""What a piece of a sentence is made of: atoms, and what one leaves to be understood by the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from twinwheel.criteria import tree

Join = Literal["and", "with", "or", "list", "of", "has"]
"""How a chunk hangs on the one before it: 且, 和, 或, 、 (as the next word says), 的 (a quality of what follows), or
nothing between, as it is said of who stands there (高新技术企业于2030年…)."""


@dataclass(frozen=True)
class Context:
    """What the pieces before left to be understood: 该比例, 占…的比例 without its head."""

    phrase: str = ""
    field: str | None = None
    op: tree.CompareOp | None = None
    values_of: str | None = None
    """The code field whose values are being listed."""
    share: str | None = None
    """The last ratio that was spoken of."""


@dataclass(frozen=True)
class Atom:
    """``text[start:end]`` of the piece. Without a node it was not understood; ``filler`` says nothing at all."""

    start: int
    end: int
    node: tree.Node | None
    join: Join = "and"
    context: Context = Context()
    filler: bool = False
    dull: bool = False
    """A word that is a value only in a list of its like (公司或研发机构), and otherwise says nothing."""


NOTHING = Context()
"""At the beginning of a sentence nothing is left to be understood."""
