"""Fields and values by the words that phrases for them are made of, as the wordbooks of a pack list them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from twinwheel.packs import Pack
from twinwheel.packs.model import Phrasing
from twinwheel.reading.drafts.covering import Cover, Pattern

MAX_SHARED = 4
"""Characters that the names of a list may share, said once."""

DULL = frozenset(
    {"其他", "无", "正常", "服务", "公司", "个人", "机关", "货物", "工程", "研发", "全国", "基础"}
)
"""Values that mean themselves only beside the name of their field."""

UNSAID = Phrasing()
"""Of a field that no wordbook has words for."""

_SHARE = ("占", "占比", "比", "之比")
"""Words beside any ratio."""

_KINDS = frozenset(
    {
        "产业",
        "行业",
        "领域",
        "业务",
        "方向",
        "品种",
        "重点",
        "特色",
        "优势",
        "专业",
        "类",
        "类型",
        "专区",
        "企业",
        "人才",
        "人员",
        "活动",
    }
)
"""What a value may be called beside its name."""


@dataclass(frozen=True)
class Value:
    """What a word stands for in a code field: one of these values."""

    field: str
    values: tuple[str, ...]


class MadeOf:
    """The patterns of a pack. ``canonical`` gives a text in one spelling."""

    def __init__(
        self, pack: Pack, phrasings: Mapping[str, Phrasing], canonical: Callable[[str], str]
    ) -> None:
        self.pack, self.phrasings, self.canonical = pack, phrasings, canonical
        self.fields = Cover(self._fields())
        self.values = Cover(self._values())
        """Each with whether its words are enough to mean the field."""

    def _fields(self) -> Iterator[Pattern[str]]:
        for name, phrasing in sorted(self.phrasings.items()):
            for made_of in phrasing.made_of:
                parts = (frozenset(map(self.canonical, part.split("|"))) for part in made_of.split())
                yield Pattern(name, tuple(parts), self._beside(name))

    def _beside(self, name: str) -> frozenset[str]:
        words = [*self.phrasings[name].beside, *(_SHARE if self.pack.fields[name].type == "ratio" else ())]
        return frozenset(map(self.canonical, words)) - {""}

    def _values(self) -> Iterator[Pattern[tuple[Value, bool]]]:
        for name, phrasing in sorted(self.phrasings.items()):
            cues = {
                self.canonical(part)
                for cue in cues_of(self.pack, self.phrasings, name)
                for part in cue.split("…")
            }
            beside = frozenset(cues - {""}) | self._beside(name) | _KINDS
            longer = frozenset(cue for cue in cues if len(cue) > 1)
            words: dict[Value, set[str]] = defaultdict(set)
            for word, value in words_of(self.pack, self.phrasings, name):
                if len(text := self.canonical(word)) > 1:
                    words[value].add(text)
            for value, said in words.items():
                if longer:
                    yield Pattern((value, True), (frozenset(said), longer), beside)
                plain = frozenset() if phrasing.named else frozenset(said - DULL)
                for alone, sure in ((plain, True), (frozenset(said) - plain, False)):
                    if alone:
                        yield Pattern((value, sure), (alone,), beside)

    def listed(self, members: Sequence[str], fields: Collection[str]) -> Value | None:
        """Values of one of these fields that the members of a list name, though one alone might mean another."""
        common: dict[str, int] = {}
        chosen: dict[str, list[Value]] = {}
        alone = [self._members(member, fields) for member in members]
        for place in range(len(members)):
            best = alone[place] or self._shortened(place, members, alone, fields)
            kept = best.keys() & common.keys() if place else best.keys()
            common = {name: common.get(name, 0) + best[name][1] for name in kept}
            chosen = {name: [*chosen.get(name, ()), best[name][0]] for name in kept}
            if not common:
                return None
        most = max(common.values())
        names = [name for name, sure in common.items() if sure == most]
        if not most or len(names) != 1:
            return None
        values = [value for each in chosen[names[0]] for value in each.values]
        return Value(names[0], tuple(dict.fromkeys(values)))

    def _members(self, member: str, fields: Collection[str]) -> dict[str, tuple[Value, bool]]:
        """By field, what a member of a list means in it, and whether that means the field by itself."""
        best: dict[str, tuple[int, Value, bool]] = {}
        for weight, (value, sure) in self.values.meanings(member):
            if value.field in fields and (value.field not in best or weight > best[value.field][0]):
                best[value.field] = (weight, value, sure)
        return {name: (value, sure) for name, (_, value, sure) in best.items()}

    def _shortened(
        self,
        place: int,
        members: Sequence[str],
        alone: Sequence[Mapping[str, tuple[Value, bool]]],
        fields: Collection[str],
    ) -> dict[str, tuple[Value, bool]]:
        """海淀 in 海淀、朝阳区 shares the end of the next name; 化学药 in 1类中药、化学药 the beginning of the last."""
        member = members[place]
        after = next((members[each] for each in range(place + 1, len(members)) if alone[each]), "")
        before = next((members[each] for each in range(place - 1, -1, -1) if alone[each]), "")
        for size in range(1, MAX_SHARED + 1):
            for whole in (member + after[-size:], before[:size] + member):
                if whole != member and (found := self._members(whole, fields)):
                    return found
        return {}


def cues_of(pack: Pack, phrasings: Mapping[str, Phrasing], name: str) -> list[str]:
    """Words that name a code field beside its value."""
    return [name, *pack.fields[name].aliases, *phrasings.get(name, UNSAID).says]


def words_of(pack: Pack, phrasings: Mapping[str, Phrasing], name: str) -> Iterable[tuple[str, Value]]:
    """Each word for a value, or for several, of a code field."""
    spec = pack.fields[name]
    codes = pack.code_lists.get(spec.codes or "")
    phrasing = phrasings.get(name, UNSAID)
    for code in codes.codes if codes else ():
        for word in (code.value, *code.aliases, *phrasing.values.get(code.value, ())):
            yield word, Value(name, (code.value,))
    for word, values in phrasing.groups.items():
        yield word, Value(name, tuple(values))
    order = [code.value for code in codes.codes] if codes and phrasing.ranked else []
    for place, value in enumerate(order):
        words = [value, *phrasing.values.get(value, ()), *codes.codes[place].aliases] if codes else []
        for word in words:
            for said in (f"{word}以上", f"{word}以上档次", f"不低于{word}", f"不低于{word}等级"):
                yield said, Value(name, tuple(order[: place + 1]))
