"""The best lawful combination is the best: compared with every subset there is."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations, product
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twinwheel.matching.combination import Combination, best, groups
from twinwheel.packs import read_pack

Amounts = dict[str, Decimal | None]
Pairs = frozenset[frozenset[str]]


def pairs(*written: str) -> Pairs:
    return frozenset(frozenset(each.split("-")) for each in written)


@pytest.mark.parametrize(
    ("words", "amounts", "exclusions", "chosen"),
    [
        ("nothing excludes anything", {"a": 1, "b": 2}, pairs(), "ab"),
        ("the larger of two", {"a": 1, "b": 2}, pairs("a-b"), "b"),
        (
            "two small ones beat one large one between them",
            {"a": 2, "b": 3, "c": 2},
            pairs("a-b", "b-c"),
            "ac",
        ),
        ("one large one beats two small ones", {"a": 2, "b": 5, "c": 2}, pairs("a-b", "b-c"), "b"),
        ("more measures where the money is the same", {"a": 1, "b": 2, "c": 1}, pairs("a-b", "b-c"), "ac"),
        ("the first of the pack where all is the same", {"a": 1, "b": 1}, pairs("a-b"), "a"),
        ("unknown money counts as none", {"a": None, "b": 0.01}, pairs("a-b"), "b"),
        ("no money at all: the first", {"a": None, "b": None, "c": None}, pairs("a-b", "b-c", "a-c"), "a"),
        ("an exclusion of a measure the subject cannot have", {"a": 1}, pairs("a-z", "y-z"), "a"),
        ("nothing to choose from", {}, pairs("a-b"), ""),
    ],
)
def test_the_choice(words: str, amounts: dict[str, float | None], exclusions: Pairs, chosen: str) -> None:
    found = best(
        {id: None if each is None else Decimal(str(each)) for id, each in amounts.items()}, exclusions
    )
    assert "".join(found.chosen) == chosen, words


def test_what_is_left_out_says_why_and_what_it_is_worth() -> None:
    found = best(
        {"a": Decimal(2), "b": Decimal(3), "c": Decimal(2), "d": None, "e": None}, pairs("a-b", "b-c", "c-d")
    )
    assert found.chosen == ("a", "c", "e")
    assert [(each.measure, each.because, each.amount) for each in found.dropped] == [
        ("b", ("a", "c"), Decimal(3)),
        ("d", ("c",), None),
    ]
    assert (found.amount, found.open, found.doubtful) == (Decimal(4), ("e",), ("d",))


IDS = [f"m{n}" for n in range(9)]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Amounts, Pairs]:
    ids = IDS[: draw(st.integers(0, len(IDS)))]
    worth = st.one_of(
        st.none(), st.integers(0, 4).map(Decimal), st.integers(0, 10**9).map(lambda fen: Decimal(fen) / 100)
    )
    amounts = {id: draw(worth) for id in ids}
    edges = [frozenset(pair) for pair in combinations(IDS, 2)]
    return amounts, frozenset(draw(st.lists(st.sampled_from(edges), max_size=16)))


@settings(max_examples=200)
@given(graphs())
def test_no_subset_is_better(graph: tuple[Amounts, Pairs]) -> None:
    amounts, exclusions = graph

    def rank(taken: tuple[str, ...]) -> tuple[Decimal, int, list[bool]]:
        money = sum((amounts[id] or Decimal(0) for id in taken), Decimal(0))
        return money, len(taken), [id in taken for id in amounts]

    found = best(amounts, exclusions)
    assert rank(found.chosen) == max(map(rank, lawful(amounts, exclusions)))
    assert set(found.chosen) | {each.measure for each in found.dropped} == set(amounts)
    assert len(found.chosen) + len(found.dropped) == len(amounts)
    for each in found.dropped:
        assert each.because
        assert all(
            other in found.chosen and frozenset({each.measure, other}) in exclusions for other in each.because
        )


def lawful(amounts: Amounts, exclusions: Pairs) -> list[tuple[str, ...]]:
    subsets = (
        tuple(id for id, on in zip(amounts, bits, strict=True) if on)
        for bits in product((0, 1), repeat=len(amounts))
    )
    return [
        each for each in subsets if not any(frozenset(pair) in exclusions for pair in combinations(each, 2))
    ]


def test_groups_are_what_hangs_together() -> None:
    assert groups("abcdef", pairs("a-c", "c-e", "d-f")) == [("a", "c", "e"), ("d", "f")]


def test_a_wide_net_of_exclusions_is_searched_in_time() -> None:
    """Two rows of measures, everything in one excluding everything in the other, and a ring of rivals."""
    ids = [f"m{n:02}" for n in range(24)]
    halves = frozenset(frozenset({one, other}) for one in ids[:12] for other in ids[12:])
    ring = frozenset(frozenset({ids[n], ids[(n + 1) % 24]}) for n in range(24))
    clique = frozenset(map(frozenset, combinations(ids, 2)))
    begun = perf_counter()
    found: list[Combination] = [best(dict.fromkeys(ids, Decimal(1)), each) for each in (halves, ring, clique)]
    assert perf_counter() - begun < 5
    assert [len(each.chosen) for each in found] == [12, 12, 1]


def test_the_real_packs_exclude_both_ways() -> None:
    pack = read_pack(Path(__file__).parents[2] / "packs" / "beijing-sti")
    for id, measure in pack.measures.items():
        for other in measure.excludes:
            assert frozenset({id, other}) in pack.exclusions
            amounts = {id: Decimal(1), other: Decimal(2)}
            assert best(amounts, pack.exclusions).chosen == (other,)
            assert best(dict(reversed(amounts.items())), pack.exclusions).chosen == (other,)
