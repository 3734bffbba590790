"""Trying a policy on the register of the newest run. The library does it; here stands what is kept between requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, gettext_noop

from twinwheel_web import pack
from twinwheel_web.matches.models import Run
from twinwheel_web.matches.service import newest
from twinwheel_web.sandbox.dials import Dials, dials_of

if TYPE_CHECKING:
    from twinwheel.matching.sandbox.sandbox import Sandbox
    from twinwheel.matching.sandbox.tried import Found, Tried
    from twinwheel.packs.check import Finding
    from twinwheel.packs.model import MeasureSpec

PREPARED = 2
"""Registers kept ready a process: the one people try on, and that of another day or type."""
ROOM = 24 * 2**20
"""Bytes of bitmaps, and the same again of terms, that each of them may hold. At 20,000 enterprises a moved threshold
takes 10 kB of the one and at most 340 kB of the other."""


@dataclass(frozen=True)
class Prepared:
    """A register ready to try on. What it keeps is not made for several threads, hence the lock."""

    run: Run
    sandbox: Sandbox
    lock: Lock = field(default_factory=Lock)
    dials: dict[str, Dials] = field(default_factory=dict)


REASONS = {
    "run": gettext_noop(
        "No register has been matched yet. Once a run over it has ended, this measure can be tried."
    ),
    "kept": gettext_noop(
        "The files of the newest run are gone. After the next run this measure can be tried."
    ),
    "ended": gettext_noop(
        "This measure is not in force any more, so it cannot be tried on today's register."
    ),
    "programme": gettext_noop(
        "This is a programme: it is shown and never matched, so there is nothing to try."
    ),
}


class NotReady(Exception):
    """There is no register to try a measure on: ``reason`` is a key of :data:`REASONS`, which the page says in its language."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return gettext(REASONS[self.reason])


def ready(measure: str) -> Prepared:
    """The newest register of whom a measure is about, as of a day it is in force.

    Raises:
        NotReady: no run has ended, its files are gone, or the measure is not decided any more.
    """
    spec = pack.current().measures.get(measure)
    if spec is None:
        raise NotReady("ended")
    if spec.kind != "rule":
        raise NotReady("programme")
    run = newest(spec.subject)
    if run is None:
        raise NotReady("run")
    if not run.kept:
        raise NotReady("kept")
    day = day_of(spec, run.as_of)
    if measure not in pack.current().in_force(spec.subject, day):
        raise NotReady("ended")
    return _prepared(run, day, pack.current().hash)


def day_of(spec: MeasureSpec, today: date) -> date:
    """The day a measure is tried on: that of the run, or its first where it is still to come."""
    return max(today, spec.valid.since or today)


@lru_cache(maxsize=PREPARED)
def _prepared(run: Run, day: date, pack_hash: str) -> Prepared:
    from twinwheel.matching.sandbox.sandbox import Sandbox
    from twinwheel.registers import open_register

    register = open_register(pack.current(), run.register, subject=run.type)
    return Prepared(run, Sandbox(pack.plan(run.type, day), register, room=ROOM))


def dials(prepared: Prepared, measure: str) -> Dials:
    """What of a measure can be moved."""
    with prepared.lock:
        if measure not in prepared.dials:
            prepared.dials[measure] = dials_of(prepared.sandbox, measure)
        return prepared.dials[measure]


def try_out(
    prepared: Prepared, settings: Sequence[str], over: str | None = None, step: Decimal | None = None
) -> Tried:
    """What settings do, as ``twinwheel try --set`` finds it; ``over`` and ``step``: a curve, as ``--sweep`` takes them.

    Raises:
        UsageError: the settings are not sound, or the range moves nothing.
    """
    from twinwheel.matching.sandbox.proposal import Proposal, propose
    from twinwheel.matching.sandbox.sweep import read_range, sweep
    from twinwheel.matching.sandbox.tried import tried

    sandbox = prepared.sandbox
    found, day = sandbox.plan.pack, sandbox.plan.as_of
    proposal = propose(found, day, settings) if settings else Proposal((), found, frozenset())
    with prepared.lock:
        curves = () if over is None else sweep(sandbox, read_range(over, step=step), proposal.settings)
        return tried(sandbox, proposal, curves)


def facts_of(tried: Tried) -> dict[str, Any]:
    """What ``twinwheel try --json`` prints."""
    from twinwheel.matching.sandbox.tried_files import as_json

    return as_json(tried)


def present(prepared: Prepared, measure: str) -> Found:
    """A measure as it stands: reach, money and near misses, with nothing changed."""
    from twinwheel.matching.sandbox.near import near_misses
    from twinwheel.matching.sandbox.tried import Found

    sandbox = prepared.sandbox
    candidate = next(each for each in sandbox.plan.candidates if each.id == measure)
    with prepared.lock:
        effect = sandbox.effect(measure, candidate, candidate)
        near = near_misses(sandbox.whole, sandbox.plan.pack, candidate)
    return Found(effect, candidate.spec.title, (), near, ())


@dataclass(frozen=True)
class Checked:
    """What the prover says of a proposal: findings it brings, those it settles. ``proved`` False: no prover is installed."""

    proved: bool
    brought: tuple[Finding, ...] = ()
    settled: tuple[Finding, ...] = ()


def checked(prepared: Prepared, measure: str, settings: Sequence[str]) -> Checked:
    """Conflicts and slips of a measure as it would be, beside those it has today.

    Raises:
        UsageError: the settings are not sound.
    """
    from dataclasses import replace

    from twinwheel.errors import TwinwheelError
    from twinwheel.matching.sandbox.proposal import propose

    day = prepared.sandbox.plan.as_of
    found = propose(prepared.sandbox.plan.pack, day, settings)
    try:
        from twinwheel.packs.deep import lint_deeply
    except (ImportError, TwinwheelError):
        return Checked(False)
    before = {(each.code, each.problem.what): each for each in _lint_of(measure, day, found.pack.hash)}
    after = {
        (each.code, each.problem.what): each
        for each in lint_deeply(replace(found.pack, own=frozenset({measure})), day).findings
    }
    return Checked(
        True,
        tuple(each for key, each in after.items() if key not in before),
        tuple(each for key, each in before.items() if key not in after),
    )


@lru_cache(maxsize=64)
def _lint_of(measure: str, day: date, pack_hash: str) -> tuple[Finding, ...]:
    """What is known of the measure as it stands."""
    from dataclasses import replace

    from twinwheel.packs.deep import lint_deeply

    return tuple(lint_deeply(replace(pack.current(), own=frozenset({measure})), day).findings)
