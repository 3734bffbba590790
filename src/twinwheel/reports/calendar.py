"""The calendar as a page: months beside each other, what is gained above and what is lost below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log
from pathlib import Path
from typing import Any

import numpy as np

from twinwheel import __version__
from twinwheel.criteria.subject import Subject
from twinwheel.matching.changes.calendar import Calendar, Event
from twinwheel.matching.plan import Outcome
from twinwheel.registers.register import Register
from twinwheel.reports.both import environment
from twinwheel.reports.words import OUTCOMES, Words, field, shown, value, words

BY_DAY = 45
"""Up to so many days each has a column of its own; beyond, each month has."""

BY_MONTH = 31
"""Up to so many months; beyond, each quarter has one."""

SHADES = 6
BUSIEST = 10

EVENTS = {
    "in_force": Words("开始施行", "comes into force"),
    "lapsed": Words("失效", "lapses"),
    "superseded": Words("被取代", "is replaced"),
    "window_opens": Words("开始受理", "applications open"),
    "window_closes": Words("截止受理", "applications close"),
}
MARKS = {"in_force": "▲", "lapsed": "▼", "superseded": "▼", "window_opens": "◇", "window_closes": "◆"}
BECAUSE = {
    "day": Words("日期条件", "a date"),
    "parameter": Words("参数换值", "a dated parameter"),
    "in_force": EVENTS["in_force"],
    "lapsed": EVENTS["lapsed"],
    "superseded": EVENTS["superseded"],
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SHORT: dict[str | None, Words] = {None: Words("—", "—")}
_SHORT |= {outcome.value: each for outcome, each in OUTCOMES.items()}


@dataclass(frozen=True)
class Column:
    """A quarter, a month or a day; ``days`` are positions in ``Calendar.days``. ``year`` is said where it begins."""

    label: Words
    year: str
    days: slice
    gained: int
    lost: int
    up: str
    down: str


@dataclass(frozen=True)
class Cell:
    """``shade`` is a class of the style sheet: s1 … s6 where more is gained than lost, r1 … r6 where less."""

    gained: int
    lost: int
    other: int
    shade: str
    marks: str
    told: Words


@dataclass(frozen=True)
class Row:
    id: str
    title: Words
    cells: tuple[Cell, ...]
    gained: int
    lost: int
    other: int


@dataclass(frozen=True)
class Busy:
    """One day of one measure."""

    day: date
    title: Words
    gained: int
    lost: int
    other: int


@dataclass(frozen=True)
class Happening:
    """One event of a measure."""

    day: date
    title: Words
    mark: str
    kind: Words
    by: Words | None


@dataclass(frozen=True)
class Turn:
    """One change of the subject the page is about."""

    day: date
    title: Words
    before: Words
    after: Words
    kind: str
    because: Words
    reasons: tuple[Words, ...]
    values: tuple[tuple[Words, Words], ...]


def write_calendar(
    path: Path,
    calendar: Calendar,
    register: Register,
    *,
    subject_id: str | None = None,
    subject: Subject | None = None,
    rows: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Write ``calendar.html``; ``rows`` are the changes of the one subject the page is about, if it is about one."""
    pack = calendar.pack
    columns = tuple(_columns(calendar))
    page = (
        environment()
        .get_template("calendar.html")
        .render(
            pack=pack.info,
            title=words(pack.info.title),
            subject=words(pack.subjects[calendar.subject].label),
            first=calendar.days[1],
            last=calendar.days[-1],
            subjects=register.rows,
            affected=calendar.subjects,
            gained=int(calendar.turned.gained.sum()),
            lost=int(calendar.turned.lost.sum()),
            other=int(calendar.turned.other.sum()),
            lost_at_once=_lost_at_once(calendar),
            columns=columns,
            measures=_rows(calendar, columns),
            busiest=_busiest(calendar),
            happenings=tuple(
                _happening(calendar, each)
                for each in (calendar.events if subject is None else calendar.events_for(subject))
            ),
            subject_id=None if subject_id is None else shown(subject_id),
            turns=tuple(_turn(calendar, row, subject or {}) for row in rows),
            pack_hash=pack.hash,
            register_hash=register.hash,
            version=__version__,
        )
    )
    path.write_text(page, encoding="utf-8", newline="\n")


def _lost_at_once(calendar: Calendar) -> int:
    """Of what is lost, how much because the measure itself ends."""
    ends = [
        (number, state.since)
        for number, line in enumerate(calendar.lines.values())
        for state in line.states[1:]
        if state.rules is None
    ]
    return sum(int(calendar.turned.lost[place]) for place in ends)


def _columns(calendar: Calendar) -> list[Column]:
    days = calendar.days
    cuts = list(range(1, len(days)))
    by_day, by_quarter = len(cuts) <= BY_DAY, False
    if not by_day:
        cuts = [at for at in cuts if at == 1 or days[at].day == 1]
        by_quarter = len(cuts) > BY_MONTH
    if by_quarter:
        cuts = [at for at in cuts if at == 1 or days[at].month % 3 == 1]
    spans = [slice(a, b) for a, b in zip(cuts, [*cuts[1:], len(days)], strict=True)]
    sums = [
        tuple(int(side[:, span].sum()) for side in (calendar.turned.gained, calendar.turned.lost))
        for span in spans
    ]
    most = max((max(each) for each in sums), default=0)
    result, year = [], 0
    for span, (gained, lost) in zip(spans, sums, strict=True):
        day = days[span.start]
        if by_day:
            label = Words(f"{day.month}.{day.day}", f"{day.day} {_MONTHS[day.month - 1]}")
        elif by_quarter:
            quarter = (day.month + 2) // 3
            label = Words(f"{quarter}季", f"Q{quarter}")
        else:
            label = Words(f"{day.month}月", _MONTHS[day.month - 1])
        said, year = (str(day.year) if day.year != year else ""), day.year
        result.append(Column(label, said, span, gained, lost, _height(gained, most), _height(lost, most)))
    return result


def _height(number: int, most: int) -> str:
    """The length of a bar, on a logarithmic scale: a day on which a measure lapses would flatten all others."""
    return f"{100 * log(1 + number) / log(1 + most):.1f}%" if number else "0%"


def _rows(calendar: Calendar, columns: Sequence[Column]) -> tuple[Row, ...]:
    """The measures for which anything happens, those that move most first."""
    turned = calendar.turned
    table = np.array(
        [
            [side[:, each.days].sum(axis=1) for each in columns]
            for side in (turned.gained, turned.lost, turned.other)
        ]
    )  # kind × column × measure
    most = int(table[:2].max(initial=0))
    rows = []
    for number, (id, line) in enumerate(calendar.lines.items()):
        events = [each for each in calendar.events if each.measure == id]
        numbers = table[:, :, number]
        if not numbers.any() and not events:
            continue
        cells = tuple(
            _cell(
                calendar,
                column,
                (int(numbers[0, at]), int(numbers[1, at]), int(numbers[2, at])),
                most,
                events,
            )
            for at, column in enumerate(columns)
        )
        rows.append(Row(id, words(line.spec.title), cells, *numbers.sum(axis=1).tolist()))
    return tuple(sorted(rows, key=lambda row: (-row.gained - row.lost, -row.other, row.id)))


def _cell(
    calendar: Calendar, column: Column, numbers: tuple[int, int, int], most: int, events: Sequence[Event]
) -> Cell:
    gained, lost, other = numbers
    here = [
        each for each in events if calendar.days[column.days][0] <= each.day <= calendar.days[column.days][-1]
    ]
    marks = "".join(dict.fromkeys(MARKS[each.kind] for each in here))
    told = [(f"{each.day} {EVENTS[each.kind].zh}", f"{each.day} {EVENTS[each.kind].en}") for each in here]
    net = gained - lost
    step = max(1, round(SHADES * log(1 + max(gained, lost)) / log(1 + most))) if gained or lost else 0
    shade = "" if not step else f"s{step}" if net >= 0 else f"r{step}"
    return Cell(
        gained,
        lost,
        other,
        shade,
        marks,
        Words("；".join(zh for zh, _ in told), "; ".join(en for _, en in told)),
    )


def _busiest(calendar: Calendar) -> tuple[Busy, ...]:
    """The days on which most subjects get a measure or lose it, in the order of the year."""
    turned = calendar.turned
    sums = turned.gained + turned.lost
    places = np.argsort(-sums, axis=None, kind="stable")[:BUSIEST]
    found = [divmod(int(place), sums.shape[1]) for place in places if sums.size and sums.flat[place]]
    return tuple(
        Busy(
            calendar.days[day],
            words(calendar.lines[calendar.ids[measure]].spec.title),
            *(int(side[measure, day]) for side in (turned.gained, turned.lost, turned.other)),
        )
        for measure, day in sorted(found, key=lambda each: (each[1], each[0]))
    )


def _happening(calendar: Calendar, event: Event) -> Happening:
    measures = calendar.pack.measures
    by = words(measures[event.by].title) if event.by else None
    return Happening(
        event.day, words(measures[event.measure].title), MARKS[event.kind], EVENTS[event.kind], by
    )


def _turn(calendar: Calendar, row: Mapping[str, Any], subject: Subject) -> Turn:
    spec = calendar.pack.measures[row["measure_id"]]
    vocabulary = calendar.pack.vocabulary
    labels = {each.id: words(each.label) for each in spec.criteria}
    was, now = row["before"], row["after"]
    have = (Outcome.ELIGIBLE.value, Outcome.NEEDS_REVIEW.value)
    kind = (
        "gain" if now in have and was not in have else "loss" if was in have and now not in have else "other"
    )
    return Turn(
        row["day"],
        words(spec.title),
        _SHORT[was],
        _SHORT[now],
        kind,
        BECAUSE[row["because"]],
        tuple(labels[each] for each in row["criteria"]),
        tuple(
            (field(name, vocabulary), value(vocabulary.fields[name], subject.get(name)))
            for name in row["fields"]
        ),
    )
