"""Committees that sit in a house and are no office of a state: 某公司|技术委员会, 某大学|学术委员会."""

from __future__ import annotations

import re

from twinwheel.reading.facts.offices import type_of

_COMMITTEE = re.compile(
    r"(?P<house>[一-鿿A-Za-z0-9（）]{2,30}?)"
    r"(?:技术|专家|学术|科学|伦理|咨询|顾问|战略|投资|投资决策|风险|风险管理|合规|审计|薪酬|提名|编辑|教学|学位|质量|安全)委员会"
)
_OF_A_STATE = re.compile(r"(?:全国|国家|中国|中央|国务院|世界|国际)|.*[省市区县州]\Z")
"""Houses of which nobody can say by the name what their committee is."""


def type_in_its_house(name: str, otherwise: str) -> str:
    """The type of the house for a committee of it; ``otherwise`` for all other names."""
    committee = _COMMITTEE.fullmatch(name)
    if committee is None or _OF_A_STATE.match(committee["house"]):
        return otherwise
    return type_of(committee["house"])
