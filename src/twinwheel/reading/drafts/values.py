"""Conditions on a field whose values stand in a code list: 属于制造业, 除批发业以外, 注册在北京市海淀区."""

from __future__ import annotations

import re
from collections.abc import Callable

from twinwheel.criteria import tree
from twinwheel.reading.drafts.atoms import Context
from twinwheel.reading.drafts.canonical import key
from twinwheel.reading.drafts.cutting import all_of, any_of, joiner, without_negator
from twinwheel.reading.drafts.lexicon import Lexicon

MAX_REMEMBERED = 20_000

_Read = tuple[tree.Node, Context]

_OUTSIDE = re.compile(
    r"除(?:了|去)?(?P<inner>[^除外]{2,60}?)(?:以外|之外|外)的?(?:其他|其它|各类|所有)*(?P<rest>[^除外]{0,12})"
)
_PLACES = re.compile(
    r"在?(?P<high>[一-龥]{2,8}?[省市])(?P<low>[一-龥]{1,6}[区县])(?:内|依法|工商|登记)*注册(?:登记|成立|经营|纳税|地|的)*"
)


class Values:
    """Reads them with the words of one pack. ``flag`` reads what is said by yes or no: it may stand in a list of both."""

    def __init__(self, lexicon: Lexicon, flag: Callable[[str], tree.Node | None]) -> None:
        self.lexicon = lexicon
        self.flag = flag
        self._found: dict[tuple[str, str | None], _Read | None] = {}

    def coded(self, words: str, context: Context) -> _Read | None:
        found = self.valued(words, context)
        if found is not None:
            return found
        for rest in without_negator(words):
            found = self.valued(rest, context)
            if found is not None:
                return tree.Not(found[0]), found[1]
        return self._outside(words)

    def _outside(self, words: str) -> _Read | None:
        """除批发业、零售业以外的企业: none of what stands between."""
        match = _OUTSIDE.fullmatch(words)
        if match is None or key(match["rest"], loose=True):
            return None
        whole = self._said(match["inner"])
        found = [whole] if whole else [self._said(each) for each in re.split(joiner(), match["inner"])]
        nodes = [each for each in found if each is not None]
        return (tree.Not(any_of(nodes)), Context()) if len(nodes) == len(found) else None

    def _said(self, words: str) -> tree.Node | None:
        value = self.valued(words, Context())
        return value[0] if value else self.flag(words)

    def valued(self, words: str, context: Context) -> _Read | None:
        """A test of a code field; remembered, as the same words come again in every cut that is tried."""
        name = (words, context.values_of)
        if name not in self._found:
            if len(self._found) >= MAX_REMEMBERED:
                self._found.clear()
            self._found[name] = self._value_of(words, context)
        return self._found[name]

    def _value_of(self, words: str, context: Context) -> _Read | None:
        listed = re.search(joiner(), words) is not None
        if (
            context.values_of
            and (value := self.lexicon.value(words, context.values_of, listed=listed)) is not None
        ):
            return self.is_one(value.field, value.values), context
        for cue, name in self.lexicon.cues_in(words):
            rest = _after_cue(words, cue)
            if rest is not None and (value := self.lexicon.value(rest, name, listed=listed)) is not None:
                return self.is_one(name, value.values), Context(values_of=name)
        if (value := self.lexicon.value(words, listed=listed)) is not None:
            return self.is_one(value.field, value.values), Context(values_of=value.field)
        if (value := self.lexicon.value_made_of(words, context.values_of)) is not None:
            return self.is_one(value.field, value.values), Context(values_of=value.field)
        if (value := self.lexicon.value_made_of(words)) is not None:
            return self.is_one(value.field, value.values), Context(values_of=value.field)
        members = self._listed(words) if listed else []
        if len(members) > 1 and (value := self.lexicon.listed(members)) is not None:
            return self.is_one(value.field, value.values), Context(values_of=value.field)
        return self._placed(words)

    def _listed(self, words: str) -> list[str]:
        """The names of a list; 批发和零售业 stays whole where it is one name."""
        found = [""]
        for match in self.lexicon.joined.finditer(words):
            if match["join"]:
                found.append("")
            else:
                found[-1] += match[0]
        return [each for each in found if each]

    def _placed(self, words: str) -> _Read | None:
        """A province and a district in one word."""
        match = _PLACES.fullmatch(words)
        if match is None:
            return None
        nodes = []
        for place in (match["high"], match["low"]):
            value = self.lexicon.value(place)
            if value is None or value.field not in {each for _, each in self.lexicon.cues if _ in words}:
                return None
            nodes.append(self.is_one(value.field, value.values))
        return all_of(nodes), Context()

    def is_one(self, name: str, values: tuple[str, ...]) -> tree.Node:
        literals = tuple(tree.Literal(each) for each in values)
        if self.lexicon.kind(name) == "codes":
            return tree.Has(tree.Name(name), "any", literals)
        if len(literals) == 1:
            return tree.Compare("=", tree.Name(name), literals[0])
        return tree.In(tree.Name(name), literals)


def _after_cue(words: str, cue: str) -> str | None:
    """The words without the cue, whose … stands for what lies between its two parts; None where it is not there."""
    head, _, tail = cue.partition("…")
    at = words.find(head)
    if at < 0:
        return None
    rest = words[:at] + words[at + len(head) :]
    if not tail:
        return rest
    end = words.rfind(tail, at + len(head))
    return None if end < 0 else words[:at] + words[at + len(head) : end] + words[end + len(tail) :]
