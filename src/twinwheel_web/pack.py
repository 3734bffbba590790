"""The pack this portal serves: read once a process, then only looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from twinwheel.matching.plan import Plan
    from twinwheel.packs import Pack
    from twinwheel.packs.model import MeasureSpec

DAYS_KEPT = 16
"""Plans kept a process: today's for each type of subject, and the days people look back or ahead to."""


@lru_cache(maxsize=1)
def current() -> Pack:
    """The pack of ``TWINWHEEL_PACK``, with those it extends."""
    from twinwheel.packs import read_pack

    return read_pack(settings.TWINWHEEL.pack)


DEPARTMENTS = "departments"
"""The code list of those who issue measures."""


@lru_cache(maxsize=1)
def _departments() -> dict[str, str]:
    found = current().code_lists.get(DEPARTMENTS)
    return {
        name: code.value for code in (found.codes if found else ()) for name in (code.value, *code.aliases)
    }


def issuers(spec: MeasureSpec) -> tuple[str, ...]:
    """Who issued a measure, each under one name however its document writes it (税务总局: 国家税务总局)."""
    return tuple(dict.fromkeys(_departments().get(each, each) for each in spec.issuer))


FACETS: dict[str, Callable[[MeasureSpec], frozenset[str]]] = {
    "level": lambda spec: frozenset({spec.level}),
    "theme": lambda spec: frozenset({spec.theme}),
    "subject": lambda spec: frozenset({spec.subject}),
    "benefit": lambda spec: frozenset(each.kind for each in spec.benefit),
    "department": lambda spec: frozenset(issuers(spec)),
}
"""What measures are found by whatever the day: the values of one, by the parameter in an address."""
LISTS = {"level": "levels", "theme": "themes", "benefit": "benefit-kinds", "department": DEPARTMENTS}
"""The code lists that name the values of facets."""


@lru_cache(maxsize=DAYS_KEPT)
def plan(subject: str, day: date) -> Plan:
    """The measures in force for a type of subject on a day, compiled."""
    from twinwheel.matching.plan import plan as make

    return make(current(), subject, day)
