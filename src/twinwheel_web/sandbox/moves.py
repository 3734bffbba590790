"""What an address moves, and the address that moves it. ``?rd-ratio.threshold[2]=4%&no-incident=off``"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from twinwheel.errors import UsageError
from twinwheel_web.sandbox.dials import Dials
from twinwheel_web.sandbox.ranges import short


@dataclass(frozen=True)
class Moves:
    """What an address moves. ``settings`` go to the library; ``values`` are what was typed; ``wrong`` says of a key what
    it may be; ``strange`` are keys that nothing answers to."""

    settings: tuple[str, ...]
    values: dict[str, str]
    off: frozenset[str]
    wrong: dict[str, str]
    strange: tuple[str, ...]


def read_moves(dials: Dials, given: Mapping[str, str], known: Iterable[str] = ()) -> Moves:
    """Read what an address says. A value that is what stands today moves nothing. ``known`` are keys for others."""
    from twinwheel.matching.sandbox.proposal import constant

    off = frozenset(key for key in dials.offs if given.get(key) == "off")
    settings = [f"{dials.target(key)}=off" for key in given if key in off]
    values, wrong = {}, {}
    for key, dial in dials.by_key.items():
        typed = given.get(key, "").strip()
        if not typed:
            continue
        values[key] = typed
        try:
            value = constant(typed)
        except UsageError:
            wrong[key] = dial.typed
            continue
        if isinstance(value, date) != isinstance(dial.value, date):
            wrong[key] = dial.typed
        elif value != dial.value and key.partition(".")[0] not in off:
            settings.append(f"{dials.target(key)}={_written(value)}")
    ours = dials.keys | set(known)
    return Moves(tuple(settings), values, off, wrong, tuple(key for key in given if key not in ours))


def _written(value: Decimal | date) -> str:
    return value.isoformat() if isinstance(value, date) else short(value)


def address(dials: Dials, settings: Iterable[str]) -> dict[str, str]:
    """The reverse of :func:`read_moves`: what of an address says these settings."""
    found = {}
    for text in settings:
        target, _, value = text.partition("=")
        key = target.removeprefix(f"{dials.measure}/")
        dial = dials.by_key.get(key)
        if dial is None or isinstance(dial.value, date):
            found[key] = value
        else:
            found[key] = dial.typing(Decimal(value))
    return found
