"""The tokens in the database's own full text: FTS5 of SQLite, tsvector of PostgreSQL. Both find the same.

A row of ``search_tokens`` (made by the first migration) has the id of its entry. The kind is a token as well, so that one index answers both. Tokens are
letters and digits alone, so nothing a user types can be read as an operator.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from django.db import connection

from twinwheel_web.search.tokens import BREAK, Phrase, bigrams

GAP = "\ue000"
"""Stands between two readings; a letter to both databases that no text holds."""


class Row(NamedTuple):
    """What is kept of one entry: ``title`` weighs more than ``body``; both may hold several readings."""

    id: int
    kind: str
    title: str
    body: str


class Engine(Protocol):
    def write(self, rows: Sequence[Row]) -> None: ...
    def erase(self, ids: Iterable[int]) -> None: ...
    def count(self, phrases: Sequence[Phrase], kinds: Sequence[str]) -> int: ...
    def find(
        self, phrases: Sequence[Phrase], kinds: Sequence[str], limit: int, offset: int
    ) -> list[tuple[int, float]]: ...


def engine() -> Engine:
    """The one of this portal's database."""
    return Sqlite() if connection.vendor == "sqlite" else Postgres()


def _ask(sql: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _kind_token(kind: str) -> str:
    return GAP + "".join(each for each in kind.lower() if each.isalnum())


def _erase(ids: Iterable[int], column: str) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM search_tokens WHERE {column} = %s", [(each,) for each in ids])


class Sqlite:
    """FTS5; ranked by BM25, where a title weighs so much that no number of mentions makes up for it."""

    _RANK = "bm25(search_tokens, 1000.0, 1.0, 0.0)"

    def write(self, rows: Sequence[Row]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_tokens (rowid, title, body, kind) VALUES (%s, %s, %s, %s)",
                [
                    (row.id, self._written(row.title), self._written(row.body), _kind_token(row.kind))
                    for row in rows
                ],
            )

    def erase(self, ids: Iterable[int]) -> None:
        _erase(ids, "rowid")

    def count(self, phrases: Sequence[Phrase], kinds: Sequence[str]) -> int:
        sql = "SELECT count(*) FROM search_tokens WHERE search_tokens MATCH %s"
        return int(_ask(sql, [self._match(phrases, kinds)])[0][0])

    def find(
        self, phrases: Sequence[Phrase], kinds: Sequence[str], limit: int, offset: int
    ) -> list[tuple[int, float]]:
        sql = (
            f"SELECT rowid, {self._RANK} AS score FROM search_tokens WHERE search_tokens MATCH %s "
            "ORDER BY score, rowid LIMIT %s OFFSET %s"
        )
        return [(id, -score) for id, score in _ask(sql, [self._match(phrases, kinds), limit, offset])]

    @staticmethod
    def _written(text: str) -> str:
        return f" {GAP} ".join(" ".join(bigrams(each)) for each in text.split(BREAK))

    @staticmethod
    def _match(phrases: Sequence[Phrase], kinds: Sequence[str]) -> str:
        asked = " AND ".join(f'"{" ".join(each.tokens)}"{" *" if each.open else ""}' for each in phrases)
        of_kind = " OR ".join(f'"{_kind_token(each)}"' for each in kinds)
        return f"{{title body}} : ({asked})" + (f" AND kind : ({of_kind})" if kinds else "")


class Postgres:
    """A tsvector written out place by place, so that no parser or dictionary of the server has a say in it."""

    _FURTHEST = 16383
    """The last place a tsvector counts; what stands further on keeps that one."""
    _WEIGHTS = "{0.05, 0.05, 0.05, 1.0}"

    def write(self, rows: Sequence[Row]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_tokens (id, tokens) VALUES (%s, %s::tsvector)",
                [(row.id, self._written(row)) for row in rows],
            )

    def erase(self, ids: Iterable[int]) -> None:
        _erase(ids, "id")

    def count(self, phrases: Sequence[Phrase], kinds: Sequence[str]) -> int:
        sql = "SELECT count(*) FROM search_tokens WHERE tokens @@ %s::tsquery"
        return int(_ask(sql, [self._match(phrases, kinds)])[0][0])

    def find(
        self, phrases: Sequence[Phrase], kinds: Sequence[str], limit: int, offset: int
    ) -> list[tuple[int, float]]:
        asked = self._match(phrases, ())
        sql = (
            "SELECT id, ts_rank(%s::real[], tokens, %s::tsquery) + (tokens @@ %s::tsquery)::int AS score "
            "FROM search_tokens WHERE tokens @@ %s::tsquery ORDER BY score DESC, id LIMIT %s OFFSET %s"
        )
        values = [self._WEIGHTS, asked, self._match(phrases, (), "A"), self._match(phrases, kinds)]
        return [(id, float(score)) for id, score in _ask(sql, [*values, limit, offset])]

    def _written(self, row: Row) -> str:
        places: dict[str, list[str]] = {}
        at = 0
        for text, weight in ((row.title, "A"), (row.body, "")):
            for reading in text.split(BREAK):
                for token in bigrams(reading):
                    at = min(at + 1, self._FURTHEST)
                    places.setdefault(token, []).append(f"{at}{weight}")
                at += 1  # so that nothing follows what stood before the break
        kind = f"'{_kind_token(row.kind)}'"
        return " ".join([kind, *(f"'{token}':{','.join(found[:255])}" for token, found in places.items())])

    @staticmethod
    def _match(phrases: Sequence[Phrase], kinds: Sequence[str], weight: str = "") -> str:
        asked = []
        for each in phrases:
            ends = [":" + ("*" if each.open else "") + weight if (each.open or weight) else ""]
            marks = [f":{weight}" if weight else ""] * (len(each.tokens) - 1) + ends
            asked.append(
                " <-> ".join(f"'{token}'{mark}" for token, mark in zip(each.tokens, marks, strict=True))
            )
        of_kind = " | ".join(f"'{_kind_token(each)}'" for each in kinds)
        return " & ".join(f"({each})" for each in asked) + (f" & ({of_kind})" if kinds else "")
