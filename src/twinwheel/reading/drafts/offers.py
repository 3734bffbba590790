"""What a clause gives, and whom each benefit is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from twinwheel.criteria import tree
from twinwheel.reading.drafts import benefits
from twinwheel.reading.drafts.atoms import Context
from twinwheel.reading.drafts.behind import asked_behind
from twinwheel.reading.drafts.canonical import Canonical
from twinwheel.reading.drafts.choices import Condition
from twinwheel.reading.drafts.clauses import LIST, ClauseReader, generic
from twinwheel.reading.drafts.compose import cut
from twinwheel.reading.drafts.consequence import consequence
from twinwheel.reading.drafts.outline import Clause, Sentence
from twinwheel.reading.drafts.roles import SUM, benefit_words, gives
from twinwheel.reading.text import Span

_VERB = re.compile(
    r"(?:的)?[,，]?(?:最高)?(?:给予|予以|按照|按(?=其|企业|实际|不超过|\D{0,16}\d|[^,，]{2,14}(?:分之|一半|成))|一次性|发放|奖励|补助|补贴|资助|奖补|申领|可享受|可以享受|享受|可申请|可以申请|可直接|可优先|优先|可以|可(?=按)|纳入(?!国家|授权|负面|严重)|减按|减半|免征|免予|免税|实行(?!查账)|授予|每户\d|每年最高|最高|另予|再奖|年度补贴|不受|允许|应当(?=订立|支付|自交付)|每(?:年|月|家|户|人|个|件|平方米|平米|亩|吨|架次|[场台套辆](?!次))(?!千)|可获(?:得|评)?|最高可|分别|再(?=给|奖|按|加)|另(?=给|予|奖|行)|最多|由(?=[^,，的]{2,20}(?:给予|授予))|单(?:个|家|户)(?=[^,，]{0,8}(?:最高|不超))|均?可(?=申领|申请|享受)|(?:年度|累计)(?=[^,，]{0,8}(?:最高|上限|不超)))"
)
_GIFT = re.compile(
    r"(?:给予|予以|奖励|补助|补贴|资助|奖补|贴息|支持|发放|可[^,，\d]{0,6}(?:获得?|领取|拿到))[^,，]{0,12}\d|\d[^,，\d]{0,12}(?:奖励|补助|补贴|资助|奖补|贴息|支持)"
)
"""Something given with its figure."""
_FOR = re.compile(r"(?:而|同时|此外|并|也)?对(?![外应接])")
"""而对省级的，奖励20万元: another circle."""
_KIND = re.compile(r"(?:的|企业|单位|机构|项目|人才|孵化器)$")
_OPENER = re.compile(
    r"^(?:(?:此外|同时|另外|其中|据介绍|办法提出|规定明确|新政策明确)[,，:：]?)?(?:而|只要您?是?|凡是?)?(?:对(?:那些|于)?|支持|鼓励|允许|引导|推动|向)?"
)
_STEPPED = re.compile(r"[^:：]{0,60}分(?:阶段|档|级|步|类|等次)[^:：]{0,20}[:：](?=[^:：]*的[,，])")
"""按规模分档给予奖励：, before the first step and what is given for it."""
_AFTERWARDS = re.compile(
    r"经(?:认定|评审|审核|遴选|考核|评估|备案)|新认定|符合(?:上述|本|以上|规定|前述|相关|申报|支持|要求)?.{0,6}条件(?=的|后|,|企业|单位|机构|项目|人|主体|载体|者|$)|入库企业|入选|获得认定|通过.{0,8}(?:认定|评审|验收|考核)|^考核|评价等次|^上述|持卡人|持券|获券|获得者|(?:经|予以|获得|获准)立项|[A-C]档|获评|绩效"
)
_RECOGNISES = re.compile(
    r"(?:认定|评价|评定|备案|入库|遴选)(?!的?(?:最高|可获?|能获?|有)?(?:奖|补|资助|资金|支持))"
)
_PAYS = re.compile(r"奖|补[贴助]|资助|资金|贴息|扶持|支持")
"""A title that speaks of money recognises nobody: 高新技术企业培育奖补资金申报的通知."""
_BREEDS = re.compile(r"培育(?!.*(?:措施|政策|意见)$)|申报|管理")
"""培育新型中心的若干措施 gives money for a title; 新型中心培育办法 gives the title."""
_APPLIES = re.compile(r"(?:企业|单位|机构|项目|主体|载体|人才|人员|团队|产品|服务|平台)$")
_SORT = re.compile(r"对[^,，]{2,40}(?:企业|单位|机构|项目|主体|载体|人才|团队|平台)[,，](?=.)")
_TIER = re.compile(r"(?:[^,，\d]{0,40}\d)[^,，]{0,40}(?<![企单机项主载人平团][业位构目体才台队])[,，]?")
"""年收入达600万元的: a step of what was said before, told by its figure alone."""
_PAYER = re.compile(
    r"(?:(?:[省市区县州镇]|地方|各?级|本级|中央|专项|市区两?级|市、区)*(?:财政|政府)(?:资金|专项资金)?|专项资金|[省市区县]级(?:财政)?|[^,，、\d的]{1,8}券)[,，]?(?:由|将|可)?"
)
"""财政资金给予贴息, 创新券按30%抵扣: who or what pays."""
MIN_OWN = 4
"""Characters of a name that says more than who applies."""
_FITTING = re.compile(
    r"(?<=[企单机项主载人业位构目体才])[,，]?(?:且|并|同时)符合(?:上述|相关|有关|规定|支持|申报)?条件的?[,，]?$"
)
"""购买保险的企业且符合条件的: nothing more is asked than what is said elsewhere."""
_CHANGED = re.compile(
    r"^(?:其中|另|再)|提高(?:到|至|\d)|上浮|上调|调整为|放宽|另予|再(?:给予|奖励)|翻[一两番倍]|加倍|增[加]?[至到]"
)


@dataclass
class Offer:
    """A benefit and the conditions that its sentence puts before it."""

    given: benefits.Given
    conditions: list[Condition] = field(default_factory=list)
    afterwards: bool = False
    """Its premise is no condition of the measure: it is for those who have the title the measure gives."""
    changed: bool = False
    """It changes a benefit before it (比例提高到…), and is no money of its own."""
    who: str = ""
    """The words before what is given."""
    start: int = 0
    heads: bool = False
    """A list of conditions of its own stands below it."""
    step: bool = False
    """Another amount for those who reach another threshold; it takes the place of the one before."""


class OfferReader(ClauseReader):
    """Reads the benefits of the clauses as well as their conditions."""

    @property
    def title(self) -> str:
        """The first line: what the document is about."""
        return self.policy.text[: self.policy.sentences[0].end] if self.policy.sentences else ""

    def offers(self, clause: Clause) -> Iterator[Offer]:
        """The benefits of a clause and of all below it, in order."""
        context = Context()
        shared: list[Condition] = []
        goes_on = False
        for sentence in clause.all_sentences():
            role = self.roles.get(sentence.number)
            if role == "benefit" or (role == "listhead" and self._gives_too(sentence)):
                for part in self._parts(sentence) if role == "benefit" else [sentence]:
                    offer, context = self._offer(part, context)
                    if goes_on and offer.conditions and _TIER.fullmatch(offer.who):
                        offer.conditions = [*shared, *offer.conditions]
                    else:
                        shared = self._said_once(offer)
                    goes_on = True
                    yield offer
            goes_on = goes_on and self.policy.said(sentence).rstrip()[-1:] in "；;"

    def _said_once(self, offer: Offer) -> list[Condition]:
        """对新落户的船企，年收入达200万元的，…；达600万元的，…: who is meant by both, where that is not understood."""
        lead = _SORT.match(offer.who)
        if lead is None or len(offer.conditions) < 2 or offer.conditions[0].node is not None:
            return []
        first = offer.conditions[0]
        said = re.sub(r"\s", "", "".join(self.policy.text[each.start : each.end] for each in first.spans))
        return [first] if said and said in re.sub(r"[（(][^（）()]*[）)]", "", lead[0]) + lead[0] else []

    def _parts(self, sentence: Sentence) -> list[Sentence]:
        """对小型企业奖励5万元，对中型企业奖励10万元: a part for each circle that something is given to."""
        text = self.spelled(sentence.mark, sentence.end)
        begins, given = [0], False
        for start, end in cut(text.text, ",，"):
            piece = text.text[start:end]
            gift = _GIFT.search(piece)
            if given and (gift or _FOR.match(piece) or _KIND.search(piece)) and self._anew(text, start, end):
                begins.append(start)
                given = False
            given = given or gift is not None
        at = [text.starts[each] for each in begins[1:]]
        return [
            replace(sentence, start=low, mark=max(low, sentence.mark), end=high)
            for low, high in pairwise([sentence.start, *at, sentence.end])
        ]

    def _anew(self, text: Canonical, start: int, end: int) -> bool:
        """Whether a piece behind a benefit tells who gets the next one."""
        piece = text.text[start:end]
        if _FOR.match(piece):
            return _GIFT.search(text.text, start) is not None
        verb = _VERB.search(piece)
        if verb is None and _KIND.search(piece) and _GIFT.search(text.text, end):
            turn = _OPENER.match(piece)
            who = text.cut(start + (turn.end() if turn else 0), end)
        else:
            who = text.cut(start, start + verb.start()) if verb else text.cut(0, 0)
        if not len(who) or generic(who.text) or _CHANGED.search(piece):
            return False
        return all(each.node is not None for each in self.composer.sentence(who))

    def _gives_too(self, sentence: Sentence) -> bool:
        """A head that names the benefit before the list of its conditions."""
        words = re.sub(r"\s", "", self.policy.said(sentence))
        return gives(words) and "不予" not in words and "不得" not in words

    def _offer(self, sentence: Sentence, context: Context) -> tuple[Offer, Context]:
        text = self.spelled(sentence.mark, sentence.end)
        words = self.policy.text[sentence.mark : sentence.end].strip("。；;，, \n")
        if steps := _STEPPED.match(text.text):
            text = text.cut(steps.end(), len(text))
        at = self._gives(text)
        who = text.cut(0, at)
        opener = _OPENER.match(who.text)
        if opener:
            who = who.cut(opener.end(), len(who))
        if (colon := who.text.rfind(":")) > 0 and self._says_nothing(who.cut(0, colon)):
            who = who.cut(colon + 1, len(who))  # 对研发强度高的企业，也有安排：凡…
        if match := LIST.search(who.text + ":"):
            who = who.cut(0, match.start())
        if fitting := _FITTING.search(who.text):
            who = who.cut(0, fitting.start())
        afterwards = bool(_CHANGED.search(text.text[: at + 12])) or self._titled_here(who)
        conditions: list[Condition] = []
        if who.text.strip(",的") and not generic(who.text) and not _PAYER.fullmatch(who.text):
            conditions = self.composer.sentence(who, context, premises=False)
            context = self.composer.last
        known = any(each.node is not None for each in conditions)
        gift, behind = asked_behind(text.cut(at, len(text)))
        beside = (
            known and re.match(r"[另再]", gift.text) is not None
        )  # more for some, not a change of the last
        changes = bool(_CHANGED.search(text.text[:12])) and not beside
        apart = text.text[:at].endswith("的") or text.text[at : at + 1] == "的"
        apart = apart and not generic(who.text) and not _AFTERWARDS.search(who.text)
        if changes or (afterwards and not known and not apart):
            conditions, afterwards = [], True
        elif (
            afterwards and known
        ):  # 对新认定的小巨人企业: the title is known, how it was come by is not asked
            conditions = [each for each in conditions if each.node is not None or not self._only_after(each)]
            own = [each for each in conditions if each.node is not None and self._recognised_here(each.node)]
            conditions = [each for each in conditions if each not in own]
            afterwards = bool(own) and not conditions
        span = Span(sentence.mark, sentence.mark + len(words))
        conditions += [each for words in behind for each in self.composer.sentence(words)]
        changed = bool(_CHANGED.search(text.text[:12])) or (
            bool(_CHANGED.search(gift.text[:12])) and not beside
        )
        given = benefits.read(self.composer.reader.lexicon, gift, words, span)
        heads = self.roles.get(sentence.number) == "listhead"
        return Offer(given, conditions, afterwards, changed, text.text[:at], sentence.start, heads), context

    def _titled_here(self, who: Canonical) -> bool:
        """新认定的市级中心, 经评审的项目: whom the text itself makes so; 通过欧盟认证的出口产品 are so by others."""
        if not _AFTERWARDS.search(who.text):
            return False
        named = _AFTERWARDS.sub("", who.text).strip("的,").split("的")[-1].strip("对首次重新当年,的")
        own = len(_APPLIES.sub("", named)) >= MIN_OWN and not generic(named)
        recognises = _RECOGNISES.search(self.title) or (_BREEDS.search(self.title) and named in self.title)
        return not own or bool(recognises)

    def _only_after(self, condition: Condition) -> bool:
        return all(_AFTERWARDS.search(self.policy.text[span.start : span.end]) for span in condition.spans)

    def _recognised_here(self, node: tree.Node) -> bool:
        """Whether a condition asks for the very title that this document is about giving."""
        title = self.title
        if not _RECOGNISES.search(title) and (_PAYS.search(title) or not _BREEDS.search(title)):
            return False
        values = [each.value for each in tree.walk(node) if isinstance(each, tree.Literal)]
        return any(isinstance(value, str) and value.strip("省市国家级") in title for value in values)

    def _gives(self, text: Canonical) -> int:
        """Where a sentence begins to say what is given."""
        if SUM.fullmatch(text.text):
            return 0
        for start, end in cut(text.text, ",，"):
            piece = text.text[start:end]
            if not benefit_words().search(piece):
                continue
            if piece.endswith("的") and _GIFT.search(text.text, end):
                continue  # 向在孵企业减免租金的，按减免额的50%给予补贴
            atoms = self.composer.reader.piece(text.cut(start, end))
            if atoms and all(each.node is not None or each.filler for each in atoms):
                continue
            opener = _OPENER.match(piece)
            match = _VERB.search(piece, opener.end() if opener else 0)
            at = start + (match.start() if match else 0)
            at = start if self._names_the_gift(text.cut(start, at)) and start else at
            turn = consequence(text.text[:at])
            return turn if turn and self._says_nothing(text.cut(turn, at)) else at
        found = consequence(text.text)
        return len(text) if found is None else found

    def _says_nothing(self, words: Canonical) -> bool:
        """均可向合作银行申请贷款 before what the state adds to it: no figure and no field stands in it."""
        if any(map(str.isdigit, words.text)):
            return False
        return all(each.node is None for each in self.composer.sentence(words))

    def _names_the_gift(self, words: Canonical) -> bool:
        """房租 in …的，房租给予减免; 政府 in …的企业，政府给予…: no condition stands in it."""
        if not 0 < len(words) <= 6 or words.text.endswith("的"):
            return False
        return all(each.node is None for each in self.composer.reader.piece(words))
