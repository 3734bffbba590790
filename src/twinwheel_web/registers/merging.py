"""Two subjects that are one: found, merged, and brought apart again. Nothing is lost by it.

The merged one keeps its code, its filings and its values, and is left out of lists and runs. What is taken over from it is
filed anew of the one that is kept, on the ground it had; undoing makes those filings count no more.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from twinwheel.errors import UsageError
from twinwheel_web import clock
from twinwheel_web.registers.history import filings, fold, replay
from twinwheel_web.registers.models import Filing, Ground, Merge, Subject
from twinwheel_web.registers.service import take
from twinwheel_web.registers.signals import changed

if TYPE_CHECKING:
    from twinwheel_web.accounts.actors import Actor

NEIGHBOURS = 8
"""Each name is compared with so many that follow it in order, once by its beginning and once by its end."""
ALIKE = 88.0
"""Least likeness of two names, of 100."""
LOOKALIKES = str.maketrans("OI", "01")
"""Letters that no credit code has, and the digits they are written for."""


class Pair(NamedTuple):
    """Two subjects that may be one. ``likeness`` of their names, of 100; ``code``: their codes differ in spelling alone."""

    one: Subject
    other: Subject
    likeness: float
    code: bool


def candidates(type: str, most: int = 50) -> list[Pair]:
    """Pairs that may be one subject, the likeliest first. Takes time in proportion to the number of subjects."""
    from rapidfuzz.fuzz import ratio

    rows = list(
        Subject.objects.filter(type=type, merged_into=None).order_by("pk").values_list("pk", "code", "name")
    )
    same_code = set(_same([(pk, spelled(code)) for pk, code, _ in rows]))
    names = {pk: spelled(name) for pk, _, name in rows}
    scored = {pair: ratio(names[pair[0]], names[pair[1]]) for pair in same_code}
    for key in (str, lambda name: name[::-1]):
        for pair in _neighbours(names, key):
            if pair not in scored and _digits(names[pair[0]]) == _digits(names[pair[1]]):
                likeness = ratio(names[pair[0]], names[pair[1]], score_cutoff=ALIKE)
                if likeness:
                    scored[pair] = likeness
    best = sorted(scored, key=lambda pair: (pair not in same_code, -scored[pair], pair))[:most]
    found = Subject.objects.in_bulk({pk for pair in best for pk in pair})
    return [Pair(found[a], found[b], scored[a, b], (a, b) in same_code) for a, b in best]


def spelled(text: str) -> str:
    """A code or name without what only its spelling differs in: width, case, spaces, punctuation, look-alikes."""
    plain = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).upper()
    return plain.translate(LOOKALIKES) if plain.isascii() else plain


@transaction.atomic
def merge(gone: Subject, kept: Subject, fields: Collection[str], actor: Actor) -> Merge:
    """Merge one subject into another, which takes over some fields of it with their grounds. Its own code stands.

    Raises:
        UsageError: they cannot be merged; the reason is for the person who asked.
    """
    found = Subject.objects.select_for_update().in_bulk([gone.pk, kept.pk])
    gone, kept = found[gone.pk], found[kept.pk]
    if why := _why_not(gone, kept):
        raise UsageError(why)
    moment = clock.now()
    moves = kept.organisation_id is None and gone.organisation_id is not None
    merged = Merge.objects.create(gone=gone, kept=kept, owner_moved=moves, by=actor.user, at=moment)
    for filing in _taken_over(gone, kept, fields, merged, actor):
        filing.save()
        take(kept, filing)
    if moves:
        kept.organisation, gone.organisation = gone.organisation, None
    gone.merged_into, gone.changed_at, kept.changed_at = kept, moment, moment
    gone.save()
    kept.save()
    changed.send(sender=Merge, type=kept.type, actor=actor)
    return merged


@transaction.atomic
def undo(merged: Merge, actor: Actor) -> None:
    """Bring two subjects apart again. What was filed of the kept one since stays its own.

    Raises:
        UsageError: it was undone already, or the kept one was itself merged into another since.
    """
    merged = Merge.objects.select_for_update().get(pk=merged.pk)
    found = Subject.objects.select_for_update().in_bulk([merged.gone_id, merged.kept_id])
    gone, kept = found[merged.gone_id], found[merged.kept_id]
    if merged.undone_at is not None:
        raise UsageError(_("This merge was undone already."))
    if kept.merged_into_id is not None:
        raise UsageError(_("It was merged into another one since. Undo that first."))
    merged.undone_at, merged.undone_by = clock.now(), actor.user
    merged.save(update_fields=["undone_at", "undone_by"])
    if merged.owner_moved:
        gone.organisation, kept.organisation = kept.organisation, None
    gone.merged_into, gone.changed_at, kept.changed_at = None, merged.undone_at, merged.undone_at
    replay(kept)
    gone.save()
    kept.save()
    changed.send(sender=Merge, type=kept.type, actor=actor)


def _why_not(gone: Subject, kept: Subject) -> str:
    if gone.pk == kept.pk or gone.type != kept.type:
        return _("Choose two different subjects of one type.")
    if gone.merged_into_id is not None or kept.merged_into_id is not None:
        return _("One of the two was merged into another already.")
    if gone.organisation_id and kept.organisation_id and gone.organisation_id != kept.organisation_id:
        return _(
            "Both are in the hands of an organisation of their own. One of the two has to give its up first."
        )
    return ""


def _taken_over(
    gone: Subject, kept: Subject, fields: Collection[str], merged: Merge, actor: Actor
) -> Iterator[Filing]:
    """New filings of the kept one, for what is held of some fields of the other; certificates first."""
    held = fold(filings(gone))
    for ground in (Ground.CERTIFIED, Ground.DECLARED):
        groups: dict[tuple[str, date | None], dict[str, object]] = defaultdict(dict)
        for name in fields:
            if name in held and (filing := getattr(held[name], ground)) is not None:
                groups[filing.source, filing.until][name] = filing.values[name]
        for (source, until), values in groups.items():
            yield Filing(
                subject=kept,
                values=values,
                ground=ground,
                source=source,
                until=until,
                filed_by=actor.user,
                organisation=actor.organisation,
                filed_at=merged.at,
                merge=merged,
            )


def _same(spellings: list[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    by: dict[str, list[int]] = defaultdict(list)
    for pk, text in spellings:
        by[text].append(pk)
    for pks in by.values():
        for other in pks[1 : NEIGHBOURS + 1]:
            yield pks[0], other


def _neighbours(names: dict[int, str], key: Callable[[str], str]) -> Iterator[tuple[int, int]]:
    ordered = sorted(names, key=lambda pk: key(names[pk]))
    for place, pk in enumerate(ordered):
        for other in ordered[place + 1 : place + 1 + NEIGHBOURS]:
            yield min(pk, other), max(pk, other)


def _digits(name: str) -> list[str]:
    """Numbers tell names apart: 第1分公司 is not 第2分公司."""
    return re.findall(r"\d+", name)
