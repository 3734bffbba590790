"""Whether two expressions decide alike, by trying both on subjects at and around every threshold they name."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from twinwheel.criteria import tree
from twinwheel.criteria.parse import parse
from twinwheel.criteria.subject import Scalar, truth
from twinwheel.packs import Pack

DAY = date(2026, 11, 22)
AWAY = (0, 1, -1, 364, 365, 366, 730, 731, 1095, 1826, 1827)


def same(pack: Pack, one: str, other: str, tries: int = 250) -> bool:
    """No subject tried is decided differently. Deterministic."""
    lowering = pack.lowering(DAY)
    nodes = parse(one), parse(other)
    conditions = [lowering.condition(each) for each in nodes]
    said = [each.value for node in nodes for each in tree.walk(node) if isinstance(each, tree.Literal)]
    names = sorted(pack.vocabulary.inputs(tree.names(nodes[0]) | tree.names(nodes[1])))
    chance = random.Random(1)
    for _ in range(tries):
        subject = {name: _value(pack, name, said, chance) for name in names}
        if truth(conditions[0], subject) != truth(conditions[1], subject):
            return False
    return True


def _value(pack: Pack, name: str, said: list[object], chance: random.Random) -> Scalar:
    kind = pack.vocabulary.fields[name]
    if kind.kind == "bool":
        return chance.random() < 0.5
    if kind.kind == "number":
        at = float(chance.choice([each for each in said if isinstance(each, Decimal)] or [Decimal(1)]))
        near = max(0.0, at + chance.choice([0, 0, -0.01, 0.01, 1, -1, at, -at / 2]))
        return min(near, float(kind.high)) if isinstance(kind.high, Decimal) else near
    if kind.kind == "date":
        at = chance.choice([each for each in said if isinstance(each, date)] or [DAY])
        return at - timedelta(days=chance.choice(AWAY))
    pool = [each for each in said if isinstance(each, str) and each in kind.values] + list(kind.labels)[:3]
    if kind.kind == "code":
        return chance.choice(pool)
    return tuple(each for each in pool if chance.random() < 0.4)
