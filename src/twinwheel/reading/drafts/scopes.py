"""For which grants a condition holds: for those of its own part of the text, or those it names.

A condition between the benefits of a unit belongs to the benefit before it; before the first it is for all of the
unit. Elsewhere it holds for whatever the nearest part above it gives: 申报条件 beside 支持标准 under one heading for that
heading, a chapter of general conditions for the whole text. It says so itself where it holds for others: 第三条所称企业,
申请市级中心应当…, 成长级的门槛.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from twinwheel.reading.drafts.grants import Grant, is_named, owner_of
from twinwheel.reading.drafts.headings import asks, heading_role, name_of
from twinwheel.reading.drafts.outline import Clause, Sentence
from twinwheel.reading.drafts.policy import Policy

_HAN = "一二三四五六七八九十"
_REFERENCE = re.compile(rf"第(?P<first>[{_HAN}]{{1,3}})条(?:(?:至|到|—|-)第(?P<last>[{_HAN}]{{1,3}})条)?")
_ASKED = re.compile(rf"符合(?:本\w{{2}})?第(?P<label>[{_HAN}]{{1,3}})条")
_ELSEWHERE = re.compile(r"(?:本\w{2})?第[^第，,。]{1,6}条(?:、第[^第，,。]{1,6}条)*另有规定的?")
"""第七条另有规定的，从其规定: what is said there is not what is said here."""
_BEFORE = re.compile(r"前条|上条|前款|前项")
_WHOLE = re.compile(
    r"新政|新规|(?:该|此次|这[份项次])(?:政策|办法|措施|方案)|本(?:措施|办法|政策|细则|公告|通知|通告|指南|规定|举措|意见|条例|问答|次)|(?:以上|上述)(?:各?项)?(?:政策|扶持|支持|措施|条款|待遇|事项|业务)|所有|同样适用"
)
_ANYBODY = re.compile(
    r"^(?:凡|所有|申请|申报)|(?:均|都|皆)可(?:以)?(?:提出|自愿)?(?:申请|申报|享受(?:该|本|上述|这些|这一)?(?:政策|新政)?)[。；]?$"
)
_OF_ALL = re.compile(r"本(?:次|措施|办法|政策|细则|公告|通知|通告|指南|规定|举措|意见)(?!第)")
_HERE = re.compile(r"上述|以上|均[须应需]|本(?:条|项|款|方向)")
_GENERAL = re.compile(r"申报|申请|享受|各类|均[须应需]|被列入|企业应")
_GETTING = re.compile(r"认定|评定|备案|入选|获评|评为|入库|首次|通过|授予")
_TITLE = r"(?P<apply>[^，,：:。的？?]{1,20}?(?:企业|中心|基地|园区?|平台|载体|孵化器|机构|总部|实验室|空间|人才|人员|称号|资格|资质|库|级|[类档](?:（[^）]{1,6}）)?|（[^）]{1,6}）))"
"""What one can be recognised as; money one applies for is no such title."""
_SO_CALLED = re.compile(r"^本[^，,。]{2,4}所称(?:的)?(?P<term>[^，,：:。]{2,20}?)[，,]?(?:是?指|为)")
_TERM = (
    re.compile(r"所称(?P<term>[^，,：:。]{2,20}?)[，,]?(?:是指|应当?|须|需|必须)"),
    re.compile(rf"^(?:申请|申报)(?:认定|备案|为)*{_TITLE}(?:认定|备案|评定|评价|入库)?的[，,]"),
    re.compile(rf"(?:评上|成为|入选|获评){_TITLE}(?:呢|吗)?[？?]"),
    re.compile(rf"^{_TITLE}(?:怎么|如何|怎样)(?:认定|评定|成为|获得|入选)"),
    re.compile(rf"^{_TITLE}(?:需要|应该?|要)(?:具备|满足|符合)?(?:什么|哪些)(?:样的)?条件"),
    re.compile(
        rf"^(?:凡|拟)?(?:申请|申报|认定|评定|备案|申领)(?:认定|备案|为)*{_TITLE}(?:认定|备案|评定|评价|入库)?的?(?:单位|主体|企业|机构)?[，,]?(?:应当?|须|需|必须)"
    ),
    re.compile(
        r"^(?P<term>[^，,：:。的]{2,16}?)(?:的?(?:企业|单位|机构|项目|载体))?[，,]?(?:应当?|须|需|必须)"
    ),
    re.compile(r"^(?P<term>[^，,：:。]{2,16}?)的(?:门槛|条件|标准|要求)"),
)
_APPLIED = _TERM[5]


class Scopes:
    """Where the conditions of one text hold, among its grants."""

    def __init__(self, policy: Policy, grants: Sequence[Grant], sentences: Sequence[Sentence]) -> None:
        self.policy = policy
        self.homes = {each.number: clause for clause in policy.root.walk() for each in clause.sentences}
        self.grants = list(grants)
        self._apart({term for each in sentences for term in self._classes(each)})
        self.inside: dict[int, list[Grant]] = {}
        for grant in self.grants:
            for clause in {id(each): each for place in grant.places for each in place.up()}.values():
                self.inside.setdefault(id(clause), []).append(grant)
        self.own: dict[int, Grant] = {}

    def _classes(self, sentence: Sentence) -> list[str]:
        return [
            term
            for words, _ in self._named(self.homes[sentence.number], sentence)
            if (term := name_of(words))
        ]

    def _apart(self, classes: set[str]) -> None:
        """Benefits of one grant that are for classes with conditions of their own are grants of their own."""
        found: list[Grant] = []
        for grant in self.grants:
            last = ""
            part = Grant(grant.owner, grant.units)
            for offer in grant.offers:
                term = next(
                    (each for each in sorted(classes, key=len, reverse=True) if each in offer.who), last
                )
                if part.offers and term != last and not offer.changed:
                    found.append(part)
                    part = Grant(grant.owner, grant.units)
                part.offers.append(offer)
                last = term
            found.append(part if len(part.offers) < len(grant.offers) else grant)
        self.grants = found

    def of(self, sentence: Sentence) -> list[Grant]:
        """The grants that a condition in a sentence holds for; a new one where it is for something else."""
        home = self.homes[sentence.number]
        unit = self._unit(home)
        if unit is not None:
            return self._within(sentence, self.inside[id(unit)])
        if self._whole(sentence):
            return self.grants
        found = self._referred(home) or self._termed(sentence, home)
        if not found and _OF_ALL.search(self._words(sentence)):
            found = self.grants
        found = found or self._above(home)
        return [each for each in found if self._wants(each, home)] or found

    def _whole(self, sentence: Sentence) -> bool:
        """本办法所称创业投资机构，是指…: it is said of everybody where the title of the text names them too."""
        match = _SO_CALLED.match(self._words(sentence))
        return match is not None and match["term"] in self._words(self.policy.sentences[0])

    def _wants(self, grant: Grant, home: Clause) -> bool:
        """符合第一条规定的: of the numbered parts that ask something only the first is asked of such a grant."""
        match = _ASKED.search("".join(each.who for each in grant.offers))
        parts = [each for each in home.up() if each.level in ("article", "han")]
        if match is None or not parts:
            return True
        said = "".join(self._words(each) for part in home.up() for each in part.sentences[:1])
        label = re.sub(rf"[^{_HAN}]", "", parts[-1].label)
        return label == match["label"] or re.search(r"不予|不得|不享受|不支持|不适用|除外", said) is not None

    def _unit(self, home: Clause) -> Clause | None:
        units = {id(unit) for each in self.grants for unit in each.units}
        return next((each for each in home.up() if id(each) in units), None)

    def _within(self, sentence: Sentence, here: list[Grant]) -> list[Grant]:
        before = [each for each in here if each.start <= sentence.start]
        words = self._words(sentence)
        if _WHOLE.search(words) and "本条" not in words:
            return self.grants
        if not before and _ANYBODY.search(words) and self._unmarked(self.homes[sentence.number]):
            return self.grants
        if not before or _HERE.search(words):
            return here
        return before[-1:]

    def _unmarked(self, home: Clause) -> bool:
        """Prose under no heading: its paragraphs are no parts of their own."""
        return all(each.level in ("paragraph", "root") for each in home.up())

    def _words(self, sentence: Sentence) -> str:
        return re.sub(r"\s", "", self.policy.text[sentence.mark : sentence.end])

    def _referred(self, home: Clause) -> list[Grant]:
        """第三条至第五条, 前条: the grants of those articles, where they hold any."""
        for clause in home.up():
            words = "".join(self._words(each) for each in clause.sentences[:2])
            words = _ELSEWHERE.sub("", words)
            siblings = clause.above.below if clause.above is not None else [clause]
            place = siblings.index(clause)
            if _BEFORE.search(words) and place:
                return self.inside.get(id(siblings[place - 1]), [])
            if (match := _REFERENCE.search(words)) and (found := self._articles(*match.groups())):
                return found
            if id(clause) in self.inside:
                break
        return []

    def _articles(self, first: str, last: str | None) -> list[Grant]:
        labelled = [
            (re.sub(rf"[^{_HAN}]", "", each.label), each)
            for each in self.policy.root.walk()
            if each.level in ("article", "han")
        ]
        labels = [label for label, _ in labelled]
        if first not in labels or (last or first) not in labels:
            return []
        meant = labelled[labels.index(first) : labels.index(last or first) + 1]
        return [grant for _, clause in meant for grant in self.inside.get(id(clause), [])]

    def _termed(self, sentence: Sentence, home: Clause) -> list[Grant]:
        """The grants for what the head of the conditions names: 申请市级中心，应当符合下列条件."""
        for clause in home.up():
            for words, applied in self._named(clause, sentence):
                term = name_of(words)
                if not term:
                    continue
                known = [each for each in self.grants if term in self._circle(each)]
                if applied or heading_role(clause.heading) == "conditions":
                    known = self._recognising(known, term)
                if known and len(known) < len(self.grants):
                    return known
                if not known and applied and any(each.premises for each in self.grants):
                    return [self._new(clause)]
            if id(clause) in self.inside:
                break
        return []

    def _recognising(self, known: list[Grant], term: str) -> list[Grant]:
        """Of the grants for a title those for getting it: whoever has it already is not asked again."""
        getting = [
            each
            for each in known
            if term in each.owner.heading
            or any(term in one.who and _GETTING.search(one.who) for one in each.offers)
        ]
        having = [each for each in known if any(one.who.startswith(term) for one in each.offers)]
        return [each for each in known if each not in having or each in getting] if getting else known

    def _named(self, clause: Clause, sentence: Sentence) -> Iterator[tuple[str, bool]]:
        """What a sentence, those before it in its clause and the heading name, the nearest first.

        With each, whether it is what one applies for.
        """
        for each in reversed([each for each in clause.sentences if each.start <= sentence.start]):
            words = re.sub(r"^[问答QA]\d*[:：]", "", self._words(each))
            if match := next((match for pattern in _TERM if (match := pattern.search(words))), None):
                applied = match.groupdict().get("apply")
                yield applied or match.groupdict().get("term") or "", bool(applied)
        if heading_role(clause.heading) == "conditions" and not asks(clause.heading):
            yield clause.heading, False
            for part in clause.below if not name_of(clause.heading) else ():
                for each in part.sentences[:1]:
                    if part.level == "article" and (match := _APPLIED.search(self._words(each))):
                        yield match["apply"], True

    def _circle(self, grant: Grant) -> str:
        """The words that say whom a grant is for."""
        return re.sub(
            r"\s", "", grant.owner.heading + grant.owner.label + "，".join(each.who for each in grant.offers)
        )

    def _above(self, home: Clause) -> list[Grant]:
        """The grants of the nearest part above; a part under a name of its own among parts that give is one itself."""
        named: Clause | None = None
        for clause in home.up():
            if id(clause) in self.inside:
                giving = [each for each in clause.below if id(each) in self.inside and is_named(each)]
                if named is not None and len(giving) >= 2 and self._topical(named):
                    return [self._new(named)]
                return self.inside[id(clause)]
            if is_named(clause) and heading_role(clause.heading) is None:
                named = clause
        return self.grants or [self._new(self.policy.root)]

    def _topical(self, clause: Clause) -> bool:
        words = "".join(self._words(each) for each in clause.all_sentences())
        return _GENERAL.search(words) is None and _WHOLE.search(words) is None

    def _new(self, clause: Clause) -> Grant:
        """A grant of a part that gives nothing but the title one applies for."""
        owner = clause if clause.above is None else owner_of(clause)
        if id(owner) not in self.own:
            self.own[id(owner)] = Grant(owner)
        return self.own[id(owner)]
