"""The criteria and benefits of one clause: lists under their heads, and benefits with whom they are for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from twinwheel.criteria import tree
from twinwheel.reading.drafts import benefits
from twinwheel.reading.drafts.atoms import Context
from twinwheel.reading.drafts.canonical import Canonical
from twinwheel.reading.drafts.compose import (
    SHUT_OUT,
    Composer,
    Condition,
    any_of,
    cut,
    denied,
    some_of,
    wanted_of,
)
from twinwheel.reading.drafts.consequence import consequence
from twinwheel.reading.drafts.policy import Clause, Policy, Sentence
from twinwheel.reading.drafts.roles import Role, benefit_words
from twinwheel.reading.text import Span

_LIST = re.compile(
    r"(?:(?P<either>或|或者|亦可)?(?:且|并|还)?(?:应当?|须|需|必须|可)?(?:同时)?(?:符合|满足|具备|达到|属于|有)(?:至少)?[^,，。]{0,6}(?:以下|下列|如下|上述|任意|任一|其中)[^,，。]{0,12}(?:条件|要求|标准|情形|指标|之一|规定|一项|两项|项|种)(?P<tail>[^。]{0,40}?)|(?:包括|如下))[:：]$"
)
_VERB = re.compile(
    r"(?:的)?[,，]?(?:最高)?(?:给予|予以|按照|按(?=其|企业|实际|不超过|\D{0,16}\d)|一次性|发放|奖励|补助|补贴|资助|奖补|申领|可享受|可以享受|享受|可申请|可以申请|可直接|可优先|优先|可以|可(?=按)|纳入(?!国家|授权|负面|严重)|减按|减半|免征|免予|免税|实行(?!查账)|授予|每户\d|每年最高|最高|另予|再奖|年度补贴|不受|允许|应当(?=订立|支付|自交付)|每(?:年|家|户|人|个|件)(?!千)|可获(?:得|评)?|最高可|分别|再(?=给|奖|按|加)|另(?=给|予|奖|行)|最多|由(?=[^,，]{2,20}(?:给予|授予))|单(?:个|家|户)(?=[^,，]{0,8}(?:最高|不超))|均?可(?=申领|申请|享受)|(?:年度|累计)(?=[^,，]{0,8}(?:最高|上限|不超)))"
)
_OPENER = re.compile(
    r"^(?:(?:此外|同时|另外|其中|据介绍|办法提出|规定明确|新政策明确)[,，:：]?)?(?:而|只要您?是?|凡是?)?(?:对(?:那些|于)?|支持|鼓励|允许|引导|推动|向)?"
)
_AFTERWARDS = re.compile(
    r"经(?:认定|评审|审核|遴选|考核|评估|备案)|新认定|符合(?:上述|本|以上|规定|前述|相关|申报|支持|要求)?.{0,6}条件|入库企业|入选|获得认定|通过.{0,8}(?:认定|评审|验收|考核)|^考核|评价等次|^上述|持卡人|持券|获券|获得者|(?:经|予以|获得|获准)立项|[A-C]档|获评|绩效"
)
_CHANGED = re.compile(r"^(?:其中|属于|另|再)|提高(?:到|至)|上浮|上调|调整为|放宽|另予|再(?:给予|奖励)")


@dataclass
class Offer:
    """A benefit and the conditions that its sentence puts before it."""

    given: benefits.Given
    conditions: list[Condition] = field(default_factory=list)
    afterwards: bool = False
    """Its premise is no condition of the measure: it is for those who have the title the measure gives."""
    changed: bool = False
    """It changes a benefit before it (比例提高到…), and is no money of its own."""
    apart: bool = False
    """Only some of those who have the measure get it, by a premise that is no criterion."""


class ClauseReader:
    """Reads the clauses of one policy for one type of subject."""

    def __init__(self, policy: Policy, roles: Mapping[int, Role], composer: Composer) -> None:
        self.policy = policy
        self.roles = roles
        self.composer = composer

    def spelled(self, start: int, end: int) -> Canonical:
        return self.composer.reader.lexicon.spelling.of(self.policy.text[start:end].rstrip("。；; \n"), start)

    # --- conditions -----------------------------------------------------------------------------

    def conditions(self, clause: Clause) -> list[Condition]:
        """The conditions of a clause and of all below it."""
        return self._listed(clause, Context())

    def _listed(self, clause: Clause, context: Context) -> list[Condition]:
        found: list[Condition] = []
        waiting = list(clause.sentences)
        while waiting:
            sentence = waiting.pop(0)
            role = self.roles.get(sentence.number, "other")
            if role == "listhead" or (
                role == "condition" and self._heads(sentence) and (waiting or clause.below)
            ):
                found += self._list(sentence, waiting, clause)
                return found + [each for rest in waiting for each in self._alone(rest, Context())]
            alone = self._alone(sentence, context)
            either = re.match(r"或者?(?!许)", self.policy.text[sentence.mark : sentence.end])
            found += [any_of([[found.pop()], alone])] if either and alone and found else alone
            context = _kept(context, self.composer.last)
        for each in clause.below:
            found += self._listed(each, context)
        return found

    def _alone(self, sentence: Sentence, context: Context) -> list[Condition]:
        role = self.roles.get(sentence.number, "other")
        if role not in ("condition", "exclusion"):
            return []
        text = self.spelled(sentence.mark, sentence.end)
        if "是指" in text.text:
            text = text.cut(text.text.index("是指") + 2, len(text))
        if text.text.endswith(
            "亦同"
        ):  # the same holds for these: so it does only where that was said outright
            said = self.composer.sentence(text.cut(0, len(text) - 2), context)
            before = self.policy.said(self.policy.sentences[sentence.number - 1]).rstrip("；;。 ")
            if SHUT_OUT.search(before):
                return denied(said)
            return [replace(each, node=None) for each in said]
        found = self.composer.sentence(text, context)
        if role == "exclusion" and not any(
            SHUT_OUT.search(text.text[a:b]) for a, b in cut(text.text, ",;，；")
        ):
            found = denied(found)
        return found or [Condition((Span(sentence.mark, sentence.end),), None)]

    def _heads(self, sentence: Sentence) -> bool:
        return self.policy.said(sentence).rstrip()[-1:] in "：:"

    def _list(self, sentence: Sentence, waiting: list[Sentence], clause: Clause) -> list[Condition]:
        """A head and its entries: those in the same paragraph up to its full stop, or the clauses below."""
        text = self.composer.reader.lexicon.spelling.of(
            self.policy.text[sentence.mark : sentence.end], sentence.mark
        )
        match = _LIST.search(text.text)
        own = text.cut(0, match.start()) if match else text.cut(0, 0)
        either = bool(match and match["either"])
        shut = (
            bool(SHUT_OUT.search(re.sub(r"(?:的)?[:：]$", "", text.text)))
            or "不予" in text.text
            or "不得" in text.text
        )
        context = self.composer.context_of(text)
        before = [] if shut or context.share or _generic(own.text) else self.composer.sentence(own)
        if not any(each.node is not None for each in before):
            before = [] if re.match(r"(?:凡)?(?:申请|申报|享受|申领|在)", own.text) else before
        if match and (match["tail"] or "").startswith("的") and not shut and not _generic(match["tail"]):
            before += [
                each
                for each in self.composer.sentence(text.cut(*match.span("tail")))
                if each.node is not None
            ]
        branches: list[list[Condition]] = []
        first = clause.below[0].all_sentences() if clause.below else []
        inline = [each for each in waiting if not first or each.start < first[0].start]
        if inline:
            while inline:
                entry = inline.pop(0)
                waiting.remove(entry)
                branches.append(self._alone(entry, context))
                context = _kept(context, self.composer.last)
                if self.policy.said(entry).rstrip()[-1:] == "。":
                    break
        else:
            branches = [self._listed(each, context) for each in clause.below]
        branches = [each for each in branches if each]
        if shut:
            return [
                done for branch in branches for done in (branch if self._denies(branch) else denied(branch))
            ]
        count = wanted_of(text.text)
        if not branches:
            return before
        if count is None:
            return before + [each for branch in branches for each in branch]
        if either and before:
            alone = before.pop()
            return [*before, any_of([[alone], *branches])]
        listed = any_of(branches) if count == 1 else some_of(count, branches)
        return [*before, listed]

    def _denies(self, branch: Sequence[Condition]) -> bool:
        """Whether its sentence was read as an exclusion already."""
        return any(
            self.roles.get(each.number) == "exclusion"
            for span in branch[0].spans
            for each in self.policy.sentences
            if each.start <= span.start < each.end
        )

    # --- benefits -------------------------------------------------------------------------------

    def offers(self, clause: Clause) -> Iterator[Offer]:
        """The benefits of a clause and of all below it, in order."""
        context = Context()
        for sentence in clause.all_sentences():
            role = self.roles.get(sentence.number)
            if role == "benefit" or (role == "listhead" and self._gives_too(sentence)):
                offer, context = self._offer(sentence, context)
                yield offer

    def _gives_too(self, sentence: Sentence) -> bool:
        """A head that names the benefit before the list of its conditions."""
        words = re.sub(r"\s", "", self.policy.said(sentence))
        return bool(benefit_words().search(words)) and "不予" not in words and "不得" not in words

    def _offer(self, sentence: Sentence, context: Context) -> tuple[Offer, Context]:
        text = self.spelled(sentence.mark, sentence.end)
        words = self.policy.text[sentence.mark : sentence.end].strip("。；; \n")
        at = self._gives(text)
        who = text.cut(0, at)
        opener = _OPENER.match(who.text)
        if opener:
            who = who.cut(opener.end(), len(who))
        if match := _LIST.search(who.text + ":"):
            who = who.cut(0, match.start())
        afterwards = bool(_CHANGED.search(text.text[: at + 12])) or bool(_AFTERWARDS.search(who.text))
        conditions: list[Condition] = []
        if who.text.strip(",的") and not _generic(who.text):
            conditions = self.composer.sentence(who, context, premises=False)
            context = self.composer.last
        known = any(each.node is not None for each in conditions)
        changes = bool(_CHANGED.search(text.text[:12]))
        if changes or (afterwards and not known):
            conditions, afterwards = [], True
        elif afterwards:  # 对新认定的小巨人企业: the title is known, how it was come by is not asked
            conditions = [each for each in conditions if each.node is not None or not self._only_after(each)]
            own = [each for each in conditions if each.node is not None and self._recognised_here(each.node)]
            conditions = [each for each in conditions if each not in own]
            afterwards = bool(own) and not conditions
        span = Span(sentence.mark, sentence.mark + len(words))
        gift = text.cut(at, len(text))
        conditions += self._excepted(gift)
        beside = known and gift.text.startswith("另")  # another benefit for others, not a change of the last
        changed = bool(_CHANGED.search(text.text[:12])) or (
            bool(_CHANGED.search(gift.text[:12])) and not beside
        )
        given = benefits.read(self.composer.reader.lexicon, gift, words, span)
        return Offer(given, conditions, afterwards, changed), context

    def _only_after(self, condition: Condition) -> bool:
        return all(_AFTERWARDS.search(self.policy.text[span.start : span.end]) for span in condition.spans)

    def _recognised_here(self, node: tree.Node) -> bool:
        """Whether a condition asks for the very title that this document is about giving."""
        title = self.policy.text[: self.policy.sentences[0].end] if self.policy.sentences else ""
        if not re.search(r"认定|评价|培育|入库|备案|申报", title):
            return False
        values = [each.value for each in tree.walk(node) if isinstance(each, tree.Literal)]
        return any(isinstance(value, str) and value.strip("省市国家级") in title for value in values)

    def _excepted(self, gift: Canonical) -> list[Condition]:
        """…，房屋建筑物除外: an exception behind the benefit."""
        found: list[Condition] = []
        for start, end in cut(gift.text, ",，"):
            if gift.text[start:end].endswith("除外"):
                found += self.composer.sentence(gift.cut(start, end))
        return found

    def _gives(self, text: Canonical) -> int:
        """Where a sentence begins to say what is given."""
        for start, end in cut(text.text, ",，"):
            piece = text.text[start:end]
            if not benefit_words().search(piece):
                continue
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


def _figures(node: tree.Node) -> bool:
    """Whether a condition holds a figure or day against a field."""
    return any(
        isinstance(each, tree.Literal) and isinstance(each.value, Decimal | date) for each in tree.walk(node)
    )


def _kept(before: Context, after: Context) -> Context:
    """What the last sentence left to be understood, on top of what the head of the list did."""
    return replace(after, share=after.share or before.share, values_of=None)


def _generic(words: str) -> bool:
    if re.match(
        r"(?:对|凡)?(?:申请|申报|享受|申领)[^,，]{2,20}的?(?:企业|单位|机构|人员|项目|主体|个人)?$",
        words.strip(",，的"),
    ):
        return True
    bare = re.sub(
        r"(?:对|申请|申报|认定|享受|可以|符合条件|上述|以上|本|该|各|市级|省级|区级|国家级|的|[,，:：]|企业|单位|机构|主体|项目|应|须|孵化器|人员|申领|备案|创业投资|入库)",
        "",
        words,
    )
    return not bare
