"""The list of subjects, filtered.

What is live comes from the database: name, code, values. By place, industry, size and outcome it is filtered as the newest
run counted, so that a list is as long as the count beside it; a subject that came since is in it after the next run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import django.core.paginator as paging
from django.db.models import Q, QuerySet

from twinwheel_web import clock, pack
from twinwheel_web.matches import reading
from twinwheel_web.matches.models import Run
from twinwheel_web.matches.service import newest
from twinwheel_web.registers.models import Subject
from twinwheel_web.registers.service import standing

PAGE = 50


@dataclass(frozen=True)
class Shown:
    """One line: a subject, and its values of the fields it is counted by."""

    subject: Subject
    by: list[tuple[str, Any]]


class Listing:
    """Subjects of a type by filters: ``q`` in name or code, ``by`` {field: value or None for not known}, an outcome."""

    def __init__(
        self,
        type: str,
        q: str = "",
        by: dict[str, str | None] | None = None,
        measure: str = "",
        outcome: str = "",
    ) -> None:
        self.type, self.q, self.by, self.measure, self.outcome = type, q.strip(), by or {}, measure, outcome
        self.run = index_run(type)

    @property
    def counted(self) -> bool:
        """Whether it is filtered as a run counted."""
        return bool(self.run and (self.by or self.measure))

    def page(self, number: str | None) -> tuple[paging.Page[Any], list[Shown]]:
        """A page of the list; one that does not exist is the nearest that does."""
        listed: Any = self.codes() if self.counted else self._live()
        found: paging.Page[Any] = paging.Paginator(listed, PAGE).get_page(number)
        subjects: list[Subject] = self._of_codes(list(found)) if self.counted else list(found)
        return found, [self._shown(each) for each in subjects]

    def all(self) -> list[int]:
        """The ids of the whole list."""
        if not self.counted:
            return list(self._live().values_list("pk", flat=True))
        ids = dict(Subject.objects.filter(type=self.type, merged_into=None).values_list("code", "pk"))
        return [ids[code] for code in self.codes() if code in ids]

    def codes(self) -> list[str]:
        """The codes of the list, where it is filtered as a run counted, in the order of its register."""
        import numpy as np

        assert self.run is not None
        index = reading.index(self.run)
        mask = np.ones(len(index.codes), np.bool_)
        for field, value in self.by.items():
            mask &= index.having(field, value)
        if self.measure:
            wanted = reading.OUTCOMES.index(self.outcome or reading.OUTCOMES[0])
            mask &= reading.outcomes(self.run, self.measure) == wanted
        q = self.q.casefold()
        return [
            index.codes[place]
            for place in np.flatnonzero(mask).tolist()
            if not q or q in index.names[place].casefold() or q in index.codes[place].casefold()
        ]

    def _live(self) -> QuerySet[Subject]:
        found = Subject.objects.filter(type=self.type, merged_into=None).order_by("pk")
        return found.filter(Q(name__icontains=self.q) | Q(code__icontains=self.q)) if self.q else found

    def _of_codes(self, codes: list[str]) -> list[Subject]:
        found = {each.code: each for each in Subject.objects.filter(type=self.type, code__in=codes)}
        return [found[code] for code in codes if code in found]

    def _shown(self, subject: Subject) -> Shown:
        values = standing(subject, clock.today())
        by = pack.current().subjects[self.type].by
        return Shown(subject, [(field, self._value(subject, field, values.get(field))) for field in by])

    def _value(self, subject: Subject, field: str, filed: Any) -> Any:
        """What is filed; else what follows from other fields, as the newest run worked it out."""
        if filed is not None or self.run is None or field not in pack.current().vocabulary.definitions:
            return filed
        return reading.index(self.run).value(field, subject.code)


def index_run(type: str) -> Run | None:
    """The newest run, if its files are still there."""
    run = newest(type)
    return run if run and run.kept else None
