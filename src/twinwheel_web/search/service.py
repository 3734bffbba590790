"""The index as others use it: fill it, and find in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from twinwheel_web.search.engines import Row, engine
from twinwheel_web.search.models import Entry, Indexed
from twinwheel_web.search.snippets import Snippet, cut, is_word, mark
from twinwheel_web.search.tokens import BREAK, LONGEST_QUERY, compiled, fold, phrases, words

BATCH = 1000
READ = 16_000
"""Characters of an item that are searched, all its texts together (what a tsvector can count); longer ones are for several items."""
MOST_KEYS = 10_000
"""More hits than that are no list anybody filters."""
SIFTED = 100
"""So many of the first hits are put in order by hand; what comes after keeps the order of the database."""


@dataclass(frozen=True)
class Item:
    """What is to be found. ``texts`` are read one by one: pieces of a thing, or several readings of one piece."""

    kind: str
    key: str
    title: str
    url: str
    texts: tuple[str, ...] = ()
    title_en: str = ""


@dataclass(frozen=True)
class Hit:
    """One thing found; ``rank`` counts from 1, over all pages."""

    rank: int
    kind: str
    key: str
    title: Snippet
    title_en: Snippet
    url: str
    snippet: Snippet


@dataclass(frozen=True)
class Found:
    """A page of hits, and how many there are in all."""

    hits: tuple[Hit, ...]
    total: int


# --- filling ------------------------------------------------------------------------------------


@transaction.atomic
def index(kind: str, items: Iterable[Item], mark: str = "") -> int:
    """Replace all of a kind at once; says how many there are. Readers see the old ones until it is done.

    ``mark`` says of what, such as the hash of a pack; :func:`is_indexed` asks for it.
    """
    ids = list(Entry.objects.filter(kind=kind).values_list("id", flat=True))
    engine().erase(ids)
    Entry.objects.filter(kind=kind).delete()
    count = _add(items)
    Indexed.objects.update_or_create(kind=kind, defaults={"mark": mark})
    return count


@transaction.atomic
def put(items: Iterable[Item]) -> int:
    """Add things, or replace those of the same kind and key."""
    given = {(each.kind, each.key): each for each in items}
    for kind in {kind for kind, _ in given}:
        remove(kind, [key for of, key in given if of == kind])
    return _add(given.values())


@transaction.atomic
def remove(kind: str, keys: Collection[str]) -> None:
    """Take things out; one that is not there is no error."""
    keys = list(keys)
    for start in range(0, len(keys), BATCH):
        entries = Entry.objects.filter(kind=kind, key__in=keys[start : start + BATCH])
        engine().erase(list(entries.values_list("id", flat=True)))
        entries.delete()


def is_indexed(kind: str, mark: str) -> bool:
    """Whether what stands in the index is of this mark."""
    return Indexed.objects.filter(kind=kind, mark=mark).exists()


def _add(items: Iterable[Item]) -> int:
    batch: list[Item] = []
    count = 0
    for item in items:
        batch.append(item)
        if len(batch) == BATCH:
            count += _write(batch)
            batch = []
    return count + _write(batch)


def _write(items: Sequence[Item]) -> int:
    entries = Entry.objects.bulk_create(
        Entry(
            kind=each.kind,
            key=each.key,
            title=_clean(each.title),
            title_en=_clean(each.title_en),
            url=each.url,
            text=BREAK.join(_clean(text) for text in each.texts if text)[:READ],
        )
        for each in items
    )
    rows = [Row(each.pk, each.kind, f"{each.title}{BREAK}{each.title_en}", each.text) for each in entries]
    engine().erase([row.id for row in rows])  # an id may have been used before, by what is gone
    engine().write(rows)
    return len(rows)


def _clean(text: str) -> str:
    """PostgreSQL keeps no NUL, and no database half a character."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


# --- finding ------------------------------------------------------------------------------------


def find(query: str, kinds: Collection[str] = (), limit: int = 20, offset: int = 0) -> Found:
    """What holds every phrase of a query, best first; of all kinds unless some are named. Never fails on what is typed.

    First what is called exactly so, then what has it in its title; among those what has it as a word of its own before
    what has it across two (大学 in 扩大学校), then by how much of it there is.
    """
    asked, of = phrases(query), sorted(set(kinds))
    if not asked:
        return Found((), 0)
    total = engine().count(asked, of)
    if offset >= total:
        return Found((), total)
    rows = (
        _sifted(engine().find(asked, of, max(SIFTED, offset + limit), 0), query)[offset : offset + limit]
        if offset < SIFTED
        else [id for id, _ in engine().find(asked, of, limit, offset)]
    )
    entries = Entry.objects.in_bulk(rows)
    hits = (_hit(entries[id], query, offset + number) for number, id in enumerate(rows, 1) if id in entries)
    return Found(tuple(hits), total)


def keys(query: str, kind: str) -> list[str]:
    """The keys of everything of a kind that holds a query, best first: for a list that is filtered further."""
    asked = phrases(query)
    if not asked:
        return []
    ids = _sifted(engine().find(asked, [kind], MOST_KEYS, 0), query)
    known = dict(Entry.objects.filter(kind=kind, id__in=ids).values_list("id", "key"))
    return [known[id] for id in ids if id in known]


def snippets(query: str, kind: str, keys: Collection[str]) -> dict[str, Snippet]:
    """By key, the place of each text where a query is found: for a page of a list."""
    known = Entry.objects.filter(kind=kind, key__in=list(keys)).values_list("key", "text")
    return {key: cut(text, query) for key, text in known}


def apart(query: str) -> str:
    """The same query as words with blanks between them; empty where that asks for nothing else. For advice alone."""
    parted = " ".join(
        word for part in query[:LONGEST_QUERY].split() for word in words(part) if compiled(word) is not None
    )
    return parted if parted.split() != query.split() else ""


def _sifted(found: list[tuple[int, float]], query: str) -> list[int]:
    """The first hits by exactness, then by words, then as the database ranked them."""
    head = found[:SIFTED]
    known = Entry.objects.in_bulk([id for id, _ in head])
    pattern, exact = compiled(query), fold(query.strip())

    def worth(hit: tuple[int, float]) -> tuple[bool, bool, bool]:
        entry = known.get(hit[0])
        if entry is None or pattern is None:
            return (True, True, True)
        titles = (fold(entry.title), fold(entry.title_en))
        in_title = any(pattern.search(each) for each in titles)
        as_word = is_word(entry.title if in_title else entry.text, query)
        return (exact not in (*titles, entry.key), not in_title, not as_word)

    return [id for id, _ in sorted(head, key=worth)] + [id for id, _ in found[SIFTED:]]


def _hit(entry: Entry, query: str, rank: int) -> Hit:
    return Hit(
        rank,
        entry.kind,
        entry.key,
        mark(entry.title, query),
        mark(entry.title_en, query),
        entry.url,
        cut(entry.text, query),
    )
