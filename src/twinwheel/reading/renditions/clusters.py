"""Which articles are renditions of the same one, of any number of articles, in about linear time.

1. Articles with the same sketch are one article; only one of them goes on.
2. The numbers of all sketches are sorted; those that hold the same number may be renditions. Where many
   hold it (a common phrase, or a text that stands everywhere) only neighbours by length are paired, so
   nothing is ever quadratic.
3. A pair is a rendition where at least half of the shorter one stands in the longer one, and their figures
   do not speak against it.
4. The pairs are joined, the one with most in common first. Two articles of one file are never joined, nor
   two whose only link is a third that they both quote.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from twinwheel.reading.renditions.sketches import Hashes, figures_of, limit, shared, shingles_of

Key = tuple[int, int] | tuple[str, int]
"""File (its name or number) and number of the article in it."""
Item = tuple[Key, Hashes, int]
"""Key, sketch and length in characters."""

CONTAINED = 0.5
"""So much of the shorter text stands in the longer one."""
_LOOSELY = 0.35
"""So much of the longest text of one group in that of the other, when groups are joined."""
_WHOLLY = 0.8
"""A text is joined to a group where so much of it stands in one of them: the others may be parts beside it."""
_FAIRLY = 0.2
"""So much of the shorter of two texts of one group stands in the longer one, for most of them."""
_SOME = 4
_PASSAGE = 0.15
"""So much of the shorter text in the longer one is a passage they share; at least 20 characters."""
_TOGETHER = 24
"""Groups that share passages are collated together while they have no more articles than this."""
_ENOUGH = 16
"""A text with fewer shingles (a headline, a staff line) is a rendition only of a text as short as itself."""
_ALIKE = 0.8
"""Such short texts are renditions where so many of the shingles of both are the same."""
_FEW = 6
"""Up to so many holders of a number are all paired with each other."""
_LOWEST = 32
"""Of larger groups, neighbours are paired by these lowest numbers of each sketch only."""


def clusters(items: Sequence[Item]) -> list[list[Key]]:
    """The articles in groups of renditions of the same article; one with no other rendition stands alone.

    Groups and their members come in the order of their keys, whatever the order of the items.
    """
    return sorted(
        (group for groups in related(items) for group in groups), key=lambda group: _order(group[0])
    )


def related(items: Sequence[Item]) -> list[list[list[Key]]]:
    """The ``clusters``, those together that share passages though they cannot be joined: one file has as two
    articles what the other has as one. They are collated together (``collate_together``)."""
    items = sorted(items, key=lambda item: _order(item[0]))
    same: defaultdict[bytes, list[int]] = defaultdict(list)
    for i, (_, sketched, _) in enumerate(items):
        same[sketched.tobytes()].append(i)
    groups = _Groups(items)
    for alike in same.values():
        if len(items[alike[0]][1]):
            groups.join_same(alike)
    unlike = [_Sketch(items[alike[0]][1], alike[0]) for alike in same.values() if len(items[alike[0]][1])]
    unlike.sort(key=lambda s: (len(s.shingles), s.item))
    sharing = []
    for one, other, share in _best_first(unlike):
        if share < CONTAINED or not groups.join(one, other, share):
            sharing.append((one.item, other.item))
    return _together(groups.lists(), items, sharing)


def _together(
    groups: list[list[Key]], items: Sequence[Item], sharing: Sequence[tuple[int, int]]
) -> list[list[list[Key]]]:
    """The groups that share passages, as long as they stay few."""
    turns = {key: turn for turn, group in enumerate(groups) for key in group}
    parent = list(range(len(groups)))
    size = [len(group) for group in groups]

    def root(turn: int) -> int:
        while parent[turn] != turn:
            parent[turn] = parent[parent[turn]]
            turn = parent[turn]
        return turn

    for one, other in sharing:
        a, b = root(turns[items[one][0]]), root(turns[items[other][0]])
        if a != b and size[a] + size[b] <= _TOGETHER:
            a, b = min(a, b), max(a, b)
            parent[b] = a
            size[a] += size[b]
    found: defaultdict[int, list[list[Key]]] = defaultdict(list)
    for turn, group in enumerate(groups):
        found[root(turn)].append(group)
    return list(found.values())


def _order(key: Key) -> tuple[str, int, int]:
    file, number = key
    return ("", file, number) if isinstance(file, int) else (file, 0, number)


class _Sketch:
    __slots__ = ("figures", "item", "limit", "shingles")

    def __init__(self, sketched: Hashes, item: int) -> None:
        self.item = item
        self.shingles = shingles_of(sketched)
        self.figures = figures_of(sketched)
        self.limit = limit(self.shingles)


def contained(one: Hashes, other: Hashes) -> float:
    """How much of the shorter of two texts stands in the longer one, 0 to 1, by their sketches.

    Texts of fewer than 20 characters count as contained only in texts about as short.
    """
    return _contained(_Sketch(one, 0), _Sketch(other, 1))[0]


def _contained(one: _Sketch, other: _Sketch) -> tuple[float, float]:
    """The share of the shorter in the longer, and how much that is, in shingles."""
    a, b = one.shingles, other.shingles
    top = min(one.limit, other.limit)
    if one.limit > top:
        a = a[: a.searchsorted(top, side="right")]
    if other.limit > top:
        b = b[: b.searchsorted(top, side="right")]
    least = min(len(a), len(b))
    both = shared(a, b)
    if not both:
        return 0.0, 0.0
    share, scale = both / least, float(1 << 63) / float(top)
    if least * scale < _ENOUGH:
        union = len(a) + len(b) - both
        share = share if both >= _ALIKE * union else 0.0
    elif both < 3:  # too small a sample to say anything
        share = 0.0
    return share, both * scale


def _figures_agree(one: _Sketch, other: _Sketch, share: float) -> bool:
    """Two notices of one form differ in most of their figures; two renditions in few, if any."""
    least = min(len(one.figures), len(other.figures))
    both = shared(one.figures, other.figures)
    differ = least - both
    if both >= 0.6 * share * least:
        return True
    return differ < 3 if both else differ < 2


def _best_first(sketched: list[_Sketch]) -> Iterator[tuple[_Sketch, _Sketch, float]]:
    """The pairs that are renditions, with the most text in common first, and the share of the shorter one;
    then those that share passages only, with 0."""
    found: list[tuple[bool, float, float, int, int]] = []
    for one, other in _candidates(sketched).tolist():
        a, b = sketched[one], sketched[other]
        share, size = _contained(a, b)
        if share >= CONTAINED and _figures_agree(a, b, share):
            found.append((False, -size, -share, one, other))
        elif share >= _PASSAGE and size >= _ENOUGH:
            found.append((True, -size, -share, one, other))
    found.sort()
    for part, _, share, one, other in found:
        yield sketched[one], sketched[other], 0.0 if part else -share


def _candidates(sketched: list[_Sketch]) -> NDArray[np.int64]:
    """Pairs that may be renditions, shape (n, 2): places in ``sketched``, which goes by length."""
    if len(sketched) < 2:
        return np.empty((0, 2), dtype=np.int64)
    values = np.concatenate([s.shingles for s in sketched])
    sizes = np.array([len(s.shingles) for s in sketched])
    owners = np.repeat(np.arange(len(sketched), dtype=np.int64), sizes)
    ranks = np.arange(len(values)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    order = np.argsort(values, kind="stable")
    values, owners, low = values[order], owners[order], ranks[order] < _LOWEST
    starts = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
    held = np.repeat(np.diff([*starts.tolist(), len(values)]), np.diff([*starts.tolist(), len(values)]))
    few = _pairs(values, owners, held <= _FEW, _FEW - 1, len(sketched))
    pairs, times = np.unique(few, return_counts=True)
    one, other = pairs // len(sketched), pairs % len(sketched)
    # One shared number says little where the shorter sketch has many.
    likely = times * 12 >= np.minimum(_expected(sketched, one, other), 12 * 8)
    many = np.unique(_pairs(values, owners, (held > _FEW) & low, 1, len(sketched)))
    pairs = np.union1d(pairs[likely], many)
    return np.stack([pairs // len(sketched), pairs % len(sketched)], axis=1)


def _expected(
    sketched: list[_Sketch], one: NDArray[np.int64], other: NDArray[np.int64]
) -> NDArray[np.float64]:
    """About how many numbers of the shorter text both sketches would have, had it all been in the longer."""
    limits = np.array([float(s.limit) for s in sketched])
    sizes = np.array([len(s.shingles) for s in sketched]) / limits
    least: NDArray[np.float64] = np.minimum(sizes[one], sizes[other]) * np.minimum(limits[one], limits[other])
    return least


def _pairs(
    values: Hashes, owners: NDArray[np.int64], where: NDArray[np.bool_], reach: int, count: int
) -> NDArray[np.int64]:
    """Each holder of a number with the next ``reach`` holders of it, as ``shorter * count + longer``."""
    values, owners = values[where], owners[where]
    found = []
    for step in range(1, reach + 1):
        same = values[:-step] == values[step:]
        found.append(owners[:-step][same] * count + owners[step:][same])
    return np.concatenate(found)


def _share_text(mine: list[_Sketch], theirs: list[_Sketch]) -> bool:
    """Whether most of one group have text of most of the other: two articles that a third one holds, glued, have none."""
    pairs = [_contained(a, b)[0] >= _FAIRLY for a in mine for b in theirs]
    return 2 * sum(pairs) > len(pairs)


class _Groups:
    """Union-find whose groups hold at most one article of each file, and know their longest one."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self.parent = list(range(len(items)))
        self.files: list[set[int | str]] = [{item[0][0]} for item in items]
        self.longest: dict[int, _Sketch] = {}
        self.some: dict[int, list[_Sketch]] = {}
        """Of each group that was joined, its first few."""

    def root(self, i: int) -> int:
        while self.parent[i] != i:
            self.parent[i] = self.parent[self.parent[i]]
            i = self.parent[i]
        return i

    def join_same(self, alike: Sequence[int]) -> None:
        """All of one sketch; the second of a file starts a group of its own, for the second of other files."""
        nth: defaultdict[int | str, int] = defaultdict(int)
        firsts: dict[int, int] = {}
        for i in alike:
            file = self.items[i][0][0]
            first = firsts.setdefault(nth[file], i)
            nth[file] += 1
            if first != i:
                self.parent[i] = first
                self.files[first].add(file)

    def join(self, one: _Sketch, other: _Sketch, share: float) -> bool:
        """Whether the two are in one group now."""
        a, b = self.root(one.item), self.root(other.item)
        if a == b:
            return True
        if not self.files[a].isdisjoint(self.files[b]):
            return False
        longest_a, longest_b = self.longest.get(a, one), self.longest.get(b, other)
        if (longest_a, longest_b) != (one, other) and _contained(longest_a, longest_b)[0] < _LOOSELY:
            return False
        mine, theirs = self.some.get(a, [one]), self.some.get(b, [other])
        alone = share >= _WHOLLY and 1 in (len(self.files[a]), len(self.files[b]))
        if not alone and not _share_text(mine, theirs):
            return False
        if len(self.files[a]) < len(self.files[b]):
            a, b = b, a
        self.parent[b] = a
        self.files[a] |= self.files[b]
        self.files[b] = set()
        self.some[a] = [*mine, *theirs][:_SOME]
        self.longest[a] = max(longest_a, longest_b, key=lambda s: (len(s.shingles) / float(s.limit), -s.item))
        return True

    def lists(self) -> list[list[Key]]:
        found: defaultdict[int, list[Key]] = defaultdict(list)
        for i, (key, _, _) in enumerate(self.items):
            found[self.root(i)].append(key)
        return list(found.values())
