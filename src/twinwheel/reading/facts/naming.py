"""The names of an article: candidates of every kind, then which of them stand, then facts with all mentions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from twinwheel.reading.facts import (
    aliases,
    alone,
    appointments,
    bounds,
    branches,
    brands,
    firms,
    guessed,
    introduced,
    levels,
    lexicon,
    members,
    offices,
    organisations,
    people,
    places,
    recogniser,
    sections,
    settling,
    staff,
    stems,
    swallowed,
    unions,
    wider,
    zones,
)
from twinwheel.reading.facts.candidates import Candidate, Cover, longest
from twinwheel.reading.facts.committees import type_in_its_house
from twinwheel.reading.facts.model import Organisation, Person, Place, Reading
from twinwheel.reading.facts.names import Names
from twinwheel.reading.facts.sheet import Sheet
from twinwheel.reading.facts.standing import Standing
from twinwheel.reading.facts.tagger import Tagger
from twinwheel.reading.text import Span

_PLACE_RULES = "places."
_LIKE_PEOPLE = ("places.settlement", "places.shape", "places.ending", "places.water", "places.tagger")
"""How places are found that may be people: 某映山."""
_REPORTING = re.compile(
    r"(?<![一-鿿])[一-鿿]{2,4}(?:日报|晚报|时报|商报|晨报|早报|都市报|电视台)(?=(?:[全首融]媒体)?(?:见习)?记者|[讯消])"
)
"""A paper that only says whose reporter writes: 某某时报记者."""
_EACH = ("各", "各地", "各级", "各市", "各区", "各县", "各省", "各区县")
"""Behind these stands one of many: 各地|工信局."""
_WITH_BRANCHES = ("hospital", "university", "institute")
"""Houses the tagger finds and that go on to a part of them: 某大一院|某院区."""


class _Known(NamedTuple):
    """Everything named, by name."""

    organisations: dict[str, Candidate]
    places: dict[str, Candidate]
    people: dict[str, people.Found]


def find(reading: Reading, tagger: Tagger | None) -> Names:
    """The people, organisations and places of the article, each with every place where it is named."""
    sheet = Sheet(reading, tagger)
    named, located = proposed(sheet)
    scale = Standing(sheet, with_tagger=tagger is not None)
    begun = (swallowed.without_deed(sheet, each) for each in [*named, *located])
    thought = [each for each in begun if each]
    stand = scale.stand(thought)
    seen = recogniser.seen(sheet, [*named, *located]) if tagger else None
    if seen:
        stand = settling.settled(seen, sheet.text, stand)
    located = [each for each in stand if each.rule.startswith(_PLACE_RULES)]
    standing = longest(stand)
    persons = people.find(sheet, standing, with_tagger=tagger is not None)
    if seen:
        persons = settling.settled_people(seen, sheet, persons)
    persons, employers = appointments.of_people(sheet, persons, standing, thought)
    standing = longest(
        [
            *_untouched(standing, persons),
            *(found for found in employers.values() if found and found.rule == "organisations.title"),
        ]
    )
    # A place that is clear only from a department's name may stand elsewhere alone.
    known = _known(
        sheet,
        [*standing, *(place for place in located if place.rule == "places.level" or _levelled(sheet, place))],
        persons,
        employers,
    )
    return _names(sheet, known, standing, employers, seen)


def proposed(sheet: Sheet) -> tuple[list[Candidate], list[Candidate]]:
    """What may be organisations, and what may be places."""
    divisions = places.areas(sheet)
    sure = offices.atoms(sheet, divisions)
    divisions += levels.of_departments(sheet, sure)
    parks = zones.zones(sheet, divisions)
    named = [*sure, *organisations.chains(sheet, [*divisions, *parks], sure), *firms.firms(sheet, sure)]
    named += stems.stems(sheet, named)
    named += firms.enumerated(sheet, longest(named))
    named += brands.brands(sheet, longest(named))
    named += unions.unions(sheet)
    named += wider.wider(sheet, longest(named))
    named += branches.branches(sheet, longest(named))
    tagged = [*guessed.tagged(sheet), *guessed.by_dictionary(sheet)]
    named += [*tagged, *branches.branches(sheet, [each for each in tagged if each.type in _WITH_BRANCHES])]
    named += sections.sections(sheet, longest(named))
    located = [
        *divisions,
        *parks,
        *bounds.bounds(sheet),
        *bounds.settled(sheet),
        *bounds.grid(sheet),
        *bounds.phases(sheet),
        *places.tagged(sheet),
    ]
    siblings = members.siblings(sheet, [*longest(named), *longest(located)])
    for each in [*siblings, *introduced.introduced(sheet)]:
        (located if each.rule.startswith(_PLACE_RULES) else named).append(each)
    return named, located


def _levelled(sheet: Sheet, place: Candidate) -> bool:
    """True for a listed division with its level: 宝安区 in 宝安区科创局 tells what 宝安 is elsewhere."""
    return (
        place.rule == "places.listed"
        and place.type != "region"
        and sheet.before(place.end) in "市区县"
        and place.end - place.start > 2
    )


def _untouched(standing: list[Candidate], persons: list[people.Found]) -> list[Candidate]:
    """Without the names that a person's name cuts into."""
    taken = {at for person in persons for at in range(person.start, person.end)}
    return [found for found in standing if taken.isdisjoint(range(found.start, found.end))]


def _known(
    sheet: Sheet,
    standing: list[Candidate],
    persons: list[people.Found],
    employers: dict[int, Candidate | None],
) -> _Known:
    text = sheet.text
    known = _Known({}, {}, {})
    for found in standing:
        by_name = known.places if found.rule.startswith(_PLACE_RULES) else known.organisations
        by_name.setdefault(text[found.start : found.end], found)
    for person in persons:
        name = text[person.start : person.end]
        first = known.people.get(name)
        if (
            first is None
            or (person.title and not first.title)
            or (employers.get(person.start) and not employers.get(first.start))
        ):
            known.people[name] = person
    for name in known.organisations.keys() & known.places.keys():
        del known.places[name]
    for name in [name for name, place in known.places.items() if place.rule in _LIKE_PEOPLE]:
        if any(_called(house, name) for house in known.organisations):
            del known.places[name]
    for name in known.people:
        if name in known.places and known.places[name].rule in _LIKE_PEOPLE:
            del known.places[name]
    for part in [part for name in known.people for part in _parts(name) if part in known.people]:
        known.people.pop(part, None)
    foreign = [name for name in known.people if "·" in name]
    for longer in [name for name in foreign for other in foreign if name != other and name.endswith(other)]:
        known.people.pop(longer, None)  # the walk back from the dot went too far
    return known


def _called(house: str, name: str) -> bool:
    """True for a firm that is called by this and its trade: 曲川 in 曲川航空."""
    return house.startswith(name) and house[len(name) :] in lexicon.words("organisations", "trades")


def _names(
    sheet: Sheet,
    known: _Known,
    standing: list[Candidate],
    employers: dict[int, Candidate | None],
    seen: recogniser.Seen | None,
) -> Names:
    text = sheet.text
    stated = aliases.stated(sheet, standing)
    of_organisation = _united(
        {name: found.type for name, found in known.organisations.items()},
        aliases.of_organisations,
        stated,
        text,
    )
    of_place = _united(
        {name: found.type for name, found in known.places.items()}, aliases.of_places, stated, text
    )
    of_person = {part: name for name in known.people for part in _parts(name) if part not in known.people}
    sure = {found.start for found in standing} | {person.start for person in known.people.values()}
    spans = _spans(
        sheet,
        sure,
        [*known.organisations, *known.places, *known.people, *of_organisation, *of_place, *of_person],
    )
    houses = _organisations(known.organisations, of_organisation, spans)
    return Names(
        text,
        _people(sheet, known.people, of_person, spans, employers),
        houses,
        alone.alone(text, _places(sheet, known.places, of_place, spans), houses),
        sheet.words,
        seen,
    )


def _united(
    names: dict[str, str],
    rule: Callable[[dict[str, str], str], dict[str, str]],
    stated: dict[str, str],
    text: str,
) -> dict[str, str]:
    """Short form → full name: what the text states, and what the rule finds; a chain of them leads to its end."""
    found: dict[str, str] = {alias: full for alias, full in stated.items() if full in names}
    for short, full in {**rule(names, text), **aliases.by_kind(names, text)}.items():
        found.setdefault(short, full)
    for short in list(found):
        seen = {short}
        while found[short] in found and found[short] not in seen:
            seen.add(found[short])
            found[short] = found[found[short]]
    return {short: full for short, full in found.items() if short != full}


def _office(title: str) -> str | None:
    """A title as a person bears it; to be the one to call (联系人) is none."""
    return None if title in ("联系人", "作者") else title


def _parts(name: str) -> list[str]:
    """How a foreign name is repeated: by its last part."""
    last = re.split("[·•‧・]", name)[-1]
    return [last] if last != name and len(last) >= 2 else []


def _spans(sheet: Sheet, sure: set[int], names: Iterable[str]) -> dict[str, list[Span]]:
    """Every place where each name stands, the longest name at each place, no two overlapping."""
    found: dict[str, list[Span]] = {name: [] for name in names if name}
    if not found:
        return found
    masked = Cover([*staff.masks(sheet), *_quoted_titles(sheet.text)])
    for start, end, name in _leftmost(sheet.text, found):
        if start not in sure and len(name) <= 3 and (sheet.splits_word(start) or sheet.splits_word(end)):
            continue
        if start not in masked and not sheet.text.endswith(_EACH, 0, start):
            found[name].append(Span(start, end))
    return found


def _leftmost(text: str, names: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Where the names stand, from left to right, at each place the longest."""
    by_first: dict[str, list[str]] = {}
    for name in sorted(names, key=len, reverse=True):
        by_first.setdefault(name[0], []).append(name)
    done = 0
    for at in sorted(at for char in by_first for at in _every(text, char)):
        if at >= done:
            for name in by_first[text[at]]:
                if text.startswith(name, at):
                    done = at + len(name)
                    yield at, done, name
                    break


def _every(text: str, char: str) -> Iterator[int]:
    """Where a character stands."""
    at = text.find(char)
    while at >= 0:
        yield at
        at = text.find(char, at + 1)


def _quoted_titles(text: str) -> list[tuple[int, int]]:
    """《…》: what a document is called names nobody; nor does the paper in 某报3月2日讯."""
    # A dateline names a paper: 某某商报讯.
    papers = [found.span() for found in re.finditer(r"(?m)^[^，。\n]{2,10}讯(?=[ 　（(])", text)]
    marks = papers + [found.span() for found in re.finditer(r"《[^》\n]{1,80}》|〈[^〉\n]{1,80}〉", text)]
    marks += [found.span() for found in _REPORTING.finditer(text)]
    return marks + [
        found.span("paper")
        for found in re.finditer(
            r"(?:^|\n)(?P<paper>[^，。\n]{2,12}?[报网社台])[^，。\n]{0,4}\d{1,2}月\d{1,2}日(?:讯|电)", text
        )
    ]


def _by_full(short: dict[str, str], spans: dict[str, list[Span]]) -> dict[str, tuple[str, ...]]:
    """The aliases that stand in the text, by full name."""
    found: dict[str, list[str]] = {}
    for alias, full in short.items():
        if spans.get(alias):
            found.setdefault(full, []).append(alias)
    return {full: tuple(listed) for full, listed in found.items()}


def _mentions(names: Iterable[str], spans: dict[str, list[Span]]) -> tuple[Span, ...]:
    return tuple(sorted(span for name in names for span in spans.get(name, ())))


def _people(
    sheet: Sheet,
    known: dict[str, people.Found],
    parts: dict[str, str],
    spans: dict[str, list[Span]],
    employers: dict[int, Candidate | None],
) -> list[Person]:
    found = []
    also = _by_full(parts, spans)
    for name, person in known.items():
        mentions = _mentions([name, *also.get(name, ())], spans)
        if not mentions:
            continue
        title, works_for = person.title, employers.get(person.start)
        found.append(
            Person(
                mentions=mentions,
                rule=person.rule,
                review=person.rule == "people.doubtful"
                or (works_for is not None and works_for.rule == appointments.INFERRED),
                name=name,
                title=_office(sheet.text[title.start : title.end]) if title else None,
                organisation=sheet.text[works_for.start : works_for.end] if works_for else None,
            )
        )
    return sorted(found, key=lambda fact: fact.mentions)


def _organisations(
    known: dict[str, Candidate], short: dict[str, str], spans: dict[str, list[Span]]
) -> list[Organisation]:
    found = []
    also = _by_full(short, spans)
    for name, candidate in known.items():
        if name in short:
            continue
        others = also.get(name, ())
        mentions = _mentions([name, *others], spans)
        if mentions:
            found.append(
                Organisation(
                    mentions=mentions,
                    rule=candidate.rule,
                    name=name,
                    aliases=others,
                    type=type_in_its_house(name, candidate.type),
                )
            )
    return sorted(found, key=lambda fact: fact.mentions)


def _places(
    sheet: Sheet, known: dict[str, Candidate], short: dict[str, str], spans: dict[str, list[Span]]
) -> list[Place]:
    found = []
    also = _by_full(short, spans)
    for name, candidate in known.items():
        if name in short:
            continue
        others = also.get(name, ())
        mentions = _mentions([name, *others], spans)
        if not mentions:
            continue
        area = places.area(sheet, mentions)
        found.append(
            Place(
                mentions=mentions,
                rule=candidate.rule,
                name=name,
                aliases=others,
                type=candidate.type,
                area=area[0] if area else None,
                area_unit=area[1] if area else None,
                parent=places.parent(name),
            )
        )
    return sorted(found, key=lambda fact: fact.mentions)
