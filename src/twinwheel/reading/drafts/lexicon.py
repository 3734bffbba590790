"""What the words of a policy mean in a pack: phrases to fields, names to values of code lists."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from twinwheel.packs import Pack
from twinwheel.packs.model import Phrasing
from twinwheel.reading.drafts.canonical import Spelling, key
from twinwheel.reading.drafts.cutting import joiner
from twinwheel.reading.drafts.made_of import DULL, UNSAID, MadeOf, Value, cues_of, words_of

MIN_LOOSE = 3
"""Characters a phrase needs to be looked up with its commonplace words left out."""


_KIND_OF = re.compile(
    r"(?:等?[两二三四五六七八九十\d]{1,2}[个大类种项])?(?:企业|单位|项目|机构|领域|行业|产业|方向|品种|业务|专业)$"
)
"""What a value may be called behind its name, counted or not: 高端医疗器械五个方向."""


@dataclass(frozen=True)
class Lexicon:
    """The words of a pack for one type of subject. ``here`` are places that the text only points to (本市)."""

    pack: Pack
    subject: str
    here: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def spelling(self) -> Spelling:
        """Made once for a pack, as its words are the same whatever the subject."""
        name = (self.pack.hash, tuple(sorted(self.here.items())))
        if name not in _SPELLINGS:
            if len(_SPELLINGS) >= MAX_KEPT:
                _SPELLINGS.clear()
            words: dict[str, str] = {}
            for book in self.pack.wordbooks.values():
                words |= book.words
            _SPELLINGS[name] = Spelling({**words, **self.here})
        return _SPELLINGS[name]

    @cached_property
    def phrasings(self) -> dict[str, Phrasing]:
        found: dict[str, Phrasing] = {}
        for book in self.pack.wordbooks.values():
            for name, phrasing in book.fields.items():
                found[name] = _joined(found[name], phrasing) if name in found else phrasing
        return found

    @cached_property
    def fields(self) -> frozenset[str]:
        return frozenset(self.pack.fields_of(self.subject))

    def canonical(self, text: str) -> str:
        return self.spelling.word(text)

    # --- phrases ------------------------------------------------------------------------------

    @cached_property
    def _phrases(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """Fields by strict and by loose key."""
        strict: dict[str, set[str]] = defaultdict(set)
        loose: dict[str, set[str]] = defaultdict(set)
        for name, spec in self.pack.fields_of(self.subject).items():
            said = [name, *spec.aliases, *self.phrasings.get(name, Phrasing()).says]
            if spec.type == "bool":
                said.append(spec.question.zh.removeprefix("是否").rstrip("?？"))
            for each in said:
                text = self.canonical(each)
                strict[key(text)].add(name)
                loose[key(text, loose=True)].add(name)
        strict.pop("", None)
        return strict, loose

    def named(self, text: str, kinds: Iterable[str]) -> str | None:
        """The one field of these kinds that a phrase in one spelling names; None where none or several do."""
        wanted = frozenset(kinds)
        for loose, table in enumerate(self._phrases):
            wanted_key = key(text, loose=bool(loose))
            if loose and len(wanted_key) < MIN_LOOSE:
                return None
            found = {name for name in table.get(wanted_key, ()) if self.kind(name) in wanted}
            if len(found) == 1:
                return found.pop()
            if found:
                return None
        return None

    @cached_property
    def _shares(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for table in self._phrases:
            for said, names in table.items():
                found[_share_key(said)] |= {name for name in names if self.kind(name) == "ratio"}
        return found

    def share(self, text: str) -> str | None:
        """The one ratio a phrase in one spelling names, however it says 占 and 比例."""
        for loose in (False, True):
            found = self._shares.get(_share_key(key(text, loose=loose)), set())
            if len(found) == 1:
                return next(iter(found))
        return None

    # --- what phrases are made of ---------------------------------------------------------------

    @cached_property
    def _made_of(self) -> MadeOf:
        """Made once for a pack and shared by its types of subject, as the same words are tried for each."""
        name = (self.pack.hash, tuple(sorted(self.here.items())))
        if name not in _SHARED:
            if len(_SHARED) >= MAX_KEPT:
                _SHARED.clear()
            _SHARED[name] = MadeOf(self.pack, self.phrasings, self.canonical)
        return _SHARED[name]

    def made_of(
        self, text: str, kinds: Iterable[str], fits: Callable[[str], bool] = lambda name: True
    ) -> str | None:
        """The one field of these kinds whose words a phrase in one spelling is made of, and of no others."""
        wanted = frozenset(kinds)
        return self._made_of.fields.of(
            text, lambda name: name in self.fields and self.kind(name) in wanted and fits(name)
        )

    def value_made_of(self, text: str, near: str | None = None) -> Value | None:
        """The one value of a code field whose words a phrase is made of; ``near`` is the field named before it."""
        found = self._made_of.values.of(
            text, lambda each: each[0].field in self.fields and (each[0].field == near if near else each[1])
        )
        return found[0] if found else None

    @cached_property
    def joined(self) -> re.Pattern[str]:
        """A joiner of a list, or a name that holds one itself, or any character."""
        words = (
            self.canonical(word)
            for name in self.fields
            for word, _ in words_of(self.pack, self.phrasings, name)
        )
        names = sorted({each for each in words if re.search(joiner(), each)}, key=len, reverse=True)
        return re.compile("|".join([*map(re.escape, names), f"(?P<join>{joiner()})", "."]))

    def listed(self, members: Sequence[str]) -> Value | None:
        """Values of one field that the members of a list name, where some of them alone might mean another."""
        return self._made_of.listed(members, self.fields)

    def kind(self, name: str) -> str:
        return self.pack.fields[name].type

    @cached_property
    def denials(self) -> dict[str, str]:
        """Phrases that say a yes/no field is false."""
        return {
            key(self.canonical(each)): name
            for name, phrasing in self.phrasings.items()
            if name in self.fields
            for each in phrasing.denies
        }

    # --- values -------------------------------------------------------------------------------

    @cached_property
    def _values(self) -> tuple[dict[str, set[Value]], dict[str, set[Value]]]:
        strict: dict[str, set[Value]] = defaultdict(set)
        loose: dict[str, set[Value]] = defaultdict(set)
        for name in self.fields:
            for word, value in words_of(self.pack, self.phrasings, name):
                text = self.canonical(word)
                strict[key(text)].add(value)
                loose[key(text, loose=True)].add(value)
        strict.pop("", None)
        return strict, loose

    @cached_property
    def _spread(self) -> Mapping[str, int]:
        """Of each field, how many types of subject have it."""
        return Counter(name for subject in self.pack.subjects for name in self.pack.fields_of(subject))

    def value(self, text: str, near: str | None = None, *, listed: bool = False) -> Value | None:
        """What a word in one spelling stands for; ``near`` is the field named beside it.

        ``listed``: it holds a joiner, and is one name only if it is so to the letter.
        """
        strict, loosely = self._values
        trimmed = _KIND_OF.sub("", text.rstrip("的"))
        trade = f"{trimmed}业" if trimmed != text else ""  # 房地产企业, 制造企业
        for table, loose, said in (
            (strict, False, text),
            (strict, False, trimmed),
            (strict, False, trade),
            (loosely, True, text),
        ):
            wanted = key(said, loose=loose)
            if not wanted and said is trade:
                continue
            if not wanted or (loose and (listed or len(wanted) < 2)):
                return None
            found = {each for each in table.get(wanted, ()) if near in (None, each.field)}
            if near is None:  # a field nobody has words for is not meant by a bare value
                known = {each for each in found if not self.phrasings.get(each.field, UNSAID).named}
                found = {each for each in known if each.field in self.phrasings} if len(known) > 1 else known
            if near is None and wanted in DULL:
                return None
            if (
                near is None and len(found) > 1
            ):  # 科技企业孵化器 among incubators is the kind, not the legal form
                least = min(self._spread[each.field] for each in found)
                found = {each for each in found if self._spread[each.field] == least}
            if len(found) == 1:
                return found.pop()
            if found:
                return None
        return None

    def dull(self, text: str) -> Value | None:
        """A commonplace word that is also a value."""
        found = self._values[0].get(key(text), set())
        return next(iter(found)) if key(text) in DULL and len(found) == 1 else None

    def cues_in(self, text: str) -> list[tuple[str, str]]:
        """Those whose first part stands in a text, the longest first."""
        heads = {text[at : at + size] for size in self._head_sizes for at in range(len(text) - size + 1)}
        found = [each for head in heads & self._by_head.keys() for each in self._by_head[head]]
        return sorted(found, key=lambda each: (-len(each[0]), each))

    @cached_property
    def _by_head(self) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for cue, name in self.cues:
            found[cue.partition("…")[0]].append((cue, name))
        found.pop("", None)
        return dict(found)

    @cached_property
    def _head_sizes(self) -> frozenset[int]:
        return frozenset(map(len, self._by_head))

    @cached_property
    def cues(self) -> list[tuple[str, str]]:
        """Words in one spelling that name a code field before its value, the longest first."""
        found = [
            (self.canonical(each), name)
            for name in self.fields
            if self.kind(name) in {"code", "codes"}
            for each in cues_of(self.pack, self.phrasings, name)
        ]
        return sorted(found, key=lambda each: (-len(each[0]), each))


_KEPT: dict[tuple[str, str, tuple[tuple[str, str], ...]], Lexicon] = {}
_SPELLINGS: dict[tuple[str, tuple[tuple[str, str], ...]], Spelling] = {}
_SHARED: dict[tuple[str, tuple[tuple[str, str], ...]], MadeOf] = {}
MAX_KEPT = 64


def lexicon(pack: Pack, subject: str, here: Mapping[str, str]) -> Lexicon:
    """The lexicon of a pack for a type of subject, made once for each pack as it is in its files."""
    name = (pack.hash, subject, tuple(sorted(here.items())))
    if name not in _KEPT:
        if len(_KEPT) >= MAX_KEPT:
            _KEPT.clear()
        _KEPT[name] = Lexicon(pack, subject, here)
    return _KEPT[name]


def _share_key(text: str) -> str:
    return text.replace("占比", "").replace("占", "").removesuffix("比")


def _joined(one: Phrasing, other: Phrasing) -> Phrasing:
    values = {
        name: [*one.values.get(name, ()), *other.values.get(name, ())]
        for name in {*one.values, *other.values}
    }
    return Phrasing(
        says=[*one.says, *other.says],
        made_of=[*one.made_of, *other.made_of],
        beside=[*one.beside, *other.beside],
        named=one.named or other.named,
        shunned=one.shunned or other.shunned,
        denies=[*one.denies, *other.denies],
        values=values,
        groups={**one.groups, **other.groups},
        ranked=one.ranked or other.ranked,
    )
