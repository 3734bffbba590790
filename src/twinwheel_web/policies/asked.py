"""What an address asks of the library: words, facets, a day, an order. Anything it does not understand is left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twinwheel_web.clock import day_of
from twinwheel_web.policies import library
from twinwheel_web.policies.library import FACETS, Row
from twinwheel_web.search import service as search
from twinwheel_web.search.tokens import LONGEST_QUERY

KIND = "measure"
SORTS: dict[str, str | Promise] = {
    "relevance": gettext_lazy("Best match"),
    "date": gettext_lazy("Newest first"),
    "amount": gettext_lazy("Largest amount first"),
}
_FIRST = {"in_force": 0, "coming": 1, "ended": 2}


@dataclass(frozen=True)
class Asked:
    """``wrong``: what was typed as the day and is none; today is taken instead."""

    q: str
    day: date
    sort: str
    wanted: Mapping[str, tuple[str, ...]]
    wrong: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.q or any(self.wanted.values()))


def read_day(text: str | None, today: date) -> tuple[date, str]:
    """The day a text names; else today, and the text."""
    found = day_of(text)
    return (today, (text or "")[:40]) if found is None else (found, "")


def read(query: QueryDict, today: date) -> Asked:
    """An address as it came; unknown values of a facet are dropped."""
    day, wrong = read_day(query.get("as_of"), today)
    known = {name: set(library.order(name)) for name in FACETS}
    wanted = {
        name: tuple(dict.fromkeys(value for value in query.getlist(name) if value in known[name]))
        for name in FACETS
    }
    sort = query.get("sort", "")
    q = " ".join(query.get("q", "").replace("\0", " ").split())[:LONGEST_QUERY]
    return Asked(q, day, sort if sort in SORTS else "relevance", wanted, wrong)


def address(asked: Asked, today: date) -> str:
    """The shortest address that asks the same: what goes without saying is left out, today too."""
    parts = QueryDict(mutable=True)
    if asked.q:
        parts["q"] = asked.q
    for name, values in asked.wanted.items():
        parts.setlist(name, list(values))
    if asked.day != today:
        parts["as_of"] = asked.day.isoformat()
    if asked.sort != "relevance":
        parts["sort"] = asked.sort
    return parts.urlencode()


def without(asked: Asked, facet: str, value: str) -> Asked:
    """The same without one value."""
    left = tuple(each for each in asked.wanted[facet] if each != value)
    return replace(asked, wanted={**asked.wanted, facet: left})


def among(asked: Asked) -> list[Row]:
    """The rows that hold the words asked for, best first; all of them, those in force first, where none are."""
    found = library.rows(asked.day)
    if not asked.q:
        return sorted(found.values(), key=lambda row: _FIRST[row.status])
    return [found[key] for key in search.keys(asked.q, KIND) if key in found]


def ordered(found: Collection[Row], asked: Asked) -> list[Row]:
    """In the order asked for; what has no such date or figure comes last."""
    if asked.sort == "date":
        return sorted(found, key=lambda row: row.spec.valid.since or date.min, reverse=True)
    if asked.sort == "amount":
        return sorted(found, key=lambda row: -1 if row.most is None else row.most, reverse=True)
    return list(found)


def title(asked: Asked) -> str:
    """What is asked for, in words: the name of a feed or an alert."""
    parts = [f"“{asked.q}”"] if asked.q else []
    for facet, values in asked.wanted.items():
        parts += [library.Choice(value, library.label(facet, value), 0, True).name for value in values]
    return " · ".join(parts) or _("All measures")
