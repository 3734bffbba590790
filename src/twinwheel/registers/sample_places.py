"""Where the subjects of a sample are: drawn from the pack's own code lists, whatever its country or zone.

Nothing here names a place. The home of a pack is the province its measures name most; districts and parks
that its measures or its ``zone.yaml`` name are commoner than others; and a park whose name holds a
district's, or whose cluster's title does, lies in that district.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from twinwheel.packs import Pack
from twinwheel.packs.model import CodeList

PROVINCES, DISTRICTS, PARKS = "provinces", "districts", "zones"
"""Ids of the code lists that hold places. A pack without them has no places."""

AT_HOME = 0.94  # share of the subjects in the home province
IN_PARK, IN_SECOND = 0.65, 0.35  # share of those in a district with parks that are in one, and in one more

Drawn = dict[str, tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]]


class Places:
    """The places of a pack and how common they are."""

    def __init__(self, pack: Pack, mentions: Counter[str]) -> None:
        self.lists = {id: pack.code_lists[id] for id in (PARKS,) if id in pack.code_lists}
        self._provinces = _names(pack.code_lists.get(PROVINCES))
        self._districts = _names(pack.code_lists.get(DISTRICTS))
        self._parks = _names(pack.code_lists.get(PARKS))
        titles = _titles(pack)
        stems = [name.removesuffix("区").removesuffix("县").removesuffix("市") for name in self._districts]
        named = [any(stem in title for title in titles) for stem in stems]
        self._province_weights = _home(self._provinces, mentions)
        self._district_weights = _shares(
            [1 + 2 * mentions[d] + 30 * n for d, n in zip(self._districts, named, strict=True)]
        )
        inside = [any(park in title for title in titles) for park in self._parks]
        self._park_weights = [1 + 2 * mentions[p] + 30 * n for p, n in zip(self._parks, inside, strict=True)]
        self._lies_in = [_districts_of(park, stems, titles) for park in self._parks]
        self._around = [_parents(at, pack.code_lists.get(PARKS)) for at in range(len(self._parks))]

    def draw(self, rng: Callable[[str], np.random.Generator], n: int) -> Drawn:
        """For provinces and districts: the index of each subject's, and where there is none."""
        nowhere = np.zeros(n, dtype=np.bool_)
        found: Drawn = {}
        away = nowhere
        if self._provinces:
            province = rng(PROVINCES).choice(len(self._provinces), n, p=self._province_weights)
            away = province != int(np.argmax(self._province_weights))
            found[PROVINCES] = (province, nowhere)
        if self._districts:
            # The districts of a pack are those of its home; elsewhere the list has none.
            found[DISTRICTS] = (
                rng(DISTRICTS).choice(len(self._districts), n, p=self._district_weights),
                away,
            )
        return found

    def within(
        self, place: Drawn, rng: Callable[[str], np.random.Generator], n: int
    ) -> npt.NDArray[np.bool_]:
        """The parks each subject is in, with all that lie around them."""
        stream = rng(PARKS)
        district, away = place.get(DISTRICTS, (np.full(n, -1), np.zeros(n, dtype=np.bool_)))
        holds = np.zeros((n, len(self._parks)), dtype=np.bool_)
        for each in range(max(len(self._districts), 1)):
            parks = [at for at, inside in enumerate(self._lies_in) if each in inside]
            weights = _shares([self._park_weights[at] for at in parks])
            for share in (IN_PARK, IN_SECOND) if parks else ():
                here = np.flatnonzero((district == each) & ~away & (stream.random(n) < share))
                holds[here, stream.choice(parks, len(here), p=weights)] = True
        for at, around in enumerate(self._around):
            for parent in around:
                holds[:, parent] |= holds[:, at]
        return holds


def _names(codes: CodeList | None) -> list[str]:
    return [code.value for code in codes.codes] if codes else []


def _titles(pack: Pack) -> list[str]:
    """Titles of the zone's clusters, and of the parks in them with their code and the title of their cluster.

    ``zone.yaml`` may name parks outside the zone too; they are no reason to place anyone there.
    """
    if pack.zone is None:
        return []
    clusters = {place.id: place.title.zh for place in pack.zone.clusters}
    parks = [
        f"{place.title.zh} {place.code or ''} {clusters[place.within]}"
        for place in pack.zone.parks
        if place.within in clusters
    ]
    return [*clusters.values(), *parks]


def _districts_of(park: str, stems: list[str], titles: list[str]) -> set[int]:
    """Districts whose name is part of the park's name, or stands in a zone title beside it."""
    texts = [park, *(title for title in titles if park in title)]
    return {at for at, stem in enumerate(stems) if len(stem) > 1 and any(stem in text for text in texts)}


def _parents(at: int, codes: CodeList | None) -> list[int]:
    """Everything around a park, by the parents in the code list; a chain that turns back ends."""
    assert codes is not None
    place = {code.value: index for index, code in enumerate(codes.codes)}
    found: list[int] = []
    parent = codes.codes[at].parent
    while parent in place and place[parent] not in found and place[parent] != at:
        found.append(place[parent])
        parent = codes.codes[place[parent]].parent
    return found


def _home(provinces: list[str], mentions: Counter[str]) -> npt.NDArray[np.float64]:
    if not provinces:
        return np.ones(0)
    asked = [mentions[province] for province in provinces]
    home = int(np.argmax(asked))
    others = max(len(provinces) - 1, 1)
    weights = [AT_HOME if at == home else (1 - AT_HOME) / others for at in range(len(provinces))]
    return _shares(weights)


def _shares(weights: list[float] | list[int]) -> npt.NDArray[np.float64]:
    array = np.asarray(weights, dtype=np.float64)
    return array / array.sum() if array.size else array
