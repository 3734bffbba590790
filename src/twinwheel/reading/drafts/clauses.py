"""The criteria of one clause: sentences, and lists under their heads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from twinwheel.reading.drafts.atoms import Context
from twinwheel.reading.drafts.canonical import Canonical
from twinwheel.reading.drafts.choices import Condition, any_of, denied, joined, some_of, wanted_of
from twinwheel.reading.drafts.compose import TOLD, Composer, cut, of_a_part, shut_out
from twinwheel.reading.drafts.consequence import LED
from twinwheel.reading.drafts.headings import heading_role
from twinwheel.reading.drafts.outline import Clause, Sentence
from twinwheel.reading.drafts.policy import Policy
from twinwheel.reading.drafts.roles import Role
from twinwheel.reading.text import Span

LIST = re.compile(
    r"(?:(?P<either>或|或者|亦可)?(?:且|并|还)?(?:应当?|须|需|必须|可)?(?:同时)?(?:符合|满足|具备|达到|属于|有)(?:至少)?[^,，。]{0,6}(?:以下|下列|如下|上述|任意|任一|其中)[^,，。]{0,12}(?:条件|要求|标准|情形|指标|之一|规定|一项|两项|项|种|一条)(?P<tail>[^。]{0,40}?)|(?:包括|如下)|(?:须|应当?|需|必须)(?:同时)?(?:满足|符合|具备))[:：]$"
)
_SHARED = re.compile(
    r"([^:：,，]{4,40}?)(?:应当?|须|需|必须)?(?:达到|符合|满足|为|不低于)?(?:以下|下列|如下)?(?:标准|要求|比例)?[:：](?=.)"
)
"""What a share is of, before the tiers of what it must be: …占销售收入的比例须达到：."""
_ENDED = re.compile(r"的?[,，](?:停止享受|取消)")
_APART = re.compile(
    r"(?:的|行为|情形|名单|记录)[、,，](?:以及|或者?|及)|的[、,，](?=[^、,，]+的(?:[、,，]|$))"
)
_AT_ONCE = re.compile(r"[、,，](?:且|并|同时)")
"""发生事故的，以及列入名单的: either of them shuts out; 发生事故，且被处罚的: only both do."""
_BESIDE = re.compile(r"(?:的?[,，])?(?:并且|而且|同时|且|并)(?!给|予|按)")
_APPLIES = re.compile(
    r"[,，]?(?:(?:均|方可|可)?适用本(?:公告|办法|政策|措施|细则|通知|规定)|(?:均|都)?可(?:以)?(?:提出|自愿)?(?:申请|申报|申领|领取|享受))$"
)


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

    def _listed(self, clause: Clause, context: Context, *, premises: bool = True) -> list[Condition]:
        found: list[Condition] = []
        if clause.level == "cell" and heading_role(clause.heading) is None:
            context = self.composer.context_of(self.composer.reader.lexicon.spelling.of(clause.heading, 0))
        waiting = list(clause.sentences)
        while waiting:
            sentence = waiting.pop(0)
            role = self.roles.get(sentence.number, "other")
            if role == "listhead" or (
                role == "condition" and self._heads(sentence) and (waiting or clause.below)
            ):
                entries, below = self._entries(waiting, clause)
                found += self._list(sentence, entries, below)
                found += [each for rest in waiting for each in self._alone(rest, Context())]
                apart = clause.below if not below else []
                return found + [one for each in apart for one in self._listed(each, context)]
            alone = self._alone(sentence, context, premises=premises)
            either = re.match(r"或者?(?!许)", self.policy.text[sentence.mark : sentence.end])
            if either and alone and found:
                found.append(any_of([[found.pop()], alone]))
            else:
                found = joined(found, alone)
            context = _kept(context, self.composer.last)
        for each in clause.below:
            found += self._listed(each, context, premises=premises)
        return found

    def _alone(self, sentence: Sentence, context: Context, *, premises: bool = True) -> list[Condition]:
        """The conditions of one sentence; with ``premises`` …的，… asks what follows of some only."""
        role = self.roles.get(sentence.number, "other")
        if role not in ("condition", "exclusion"):
            return []
        text = self.spelled(sentence.mark, sentence.end)
        if of_a_part(text.text.rstrip("。；;")):  # how much is given: for a person
            return [Condition((Span(sentence.mark, sentence.end),), None)]
        if "是指" in text.text:
            text = text.cut(text.text.index("是指") + 2, len(text))
        if text.text.endswith(
            "亦同"
        ):  # the same holds for these: so it does only where that was said outright
            said = self.composer.sentence(text.cut(0, len(text) - 2), context)
            before = self.policy.said(self.policy.sentences[sentence.number - 1]).rstrip("；;。 ")
            if shut_out(before):
                return denied(said)
            return [replace(each, node=None) for each in said]
        if led := LED.match(text.text.replace("(", "（").replace(")", "）")):
            text = text.cut(*led.span("whom"))
        if applies := _APPLIES.search(text.text):
            text = text.cut(0, applies.start())
        if role == "exclusion" and (ended := _ENDED.search(text.text)):
            text = text.cut(0, ended.start())
        if (told := TOLD.match(text.text)) and not any(
            each.node for each in self.composer.sentence(text.cut(0, told.end()))
        ):
            text = text.cut(told.end(), len(text))
        if (colon := _SHARED.match(text.text)) and (
            share := self.composer.context_of(text.cut(0, colon.end(1)))
        ).share:
            text, context = text.cut(colon.end(), len(text)), share
        found = self.composer.sentence(text, context, premises=premises)
        if context.share:
            self.composer.last = replace(self.composer.last, share=context.share)
        if role == "exclusion" and not any(shut_out(text.text[a:b]) for a, b in cut(text.text, ",;，；")):
            apart = _APART.search(text.text) is not None and _AT_ONCE.search(text.text) is None
            found = [done for each in found for done in denied([each])] if apart else denied(found)
        return found or [Condition((Span(sentence.mark, sentence.end),), None)]

    def _heads(self, sentence: Sentence) -> bool:
        return self.policy.said(sentence).rstrip()[-1:] in "：:"

    def _entries(self, waiting: list[Sentence], clause: Clause) -> tuple[list[Sentence], list[Clause]]:
        """The entries of a list: those in the same paragraph up to a full stop, else the clauses below too.

        Takes the sentences out of ``waiting``.
        """
        first = clause.below[0].all_sentences() if clause.below else []
        found: list[Sentence] = []
        while waiting and (not first or waiting[0].start < first[0].start):
            found.append(waiting.pop(0))
            if self.policy.said(found[-1]).rstrip()[-1:] == "。":
                return found, []
        return found, clause.below

    def _list(
        self, sentence: Sentence, entries: Sequence[Sentence], below: Sequence[Clause]
    ) -> list[Condition]:
        """A head and its entries."""
        text = self.composer.reader.lexicon.spelling.of(
            self.policy.text[sentence.mark : sentence.end], sentence.mark
        )
        match = LIST.search(text.text)
        own = text.cut(0, match.start()) if match else text.cut(0, 0)
        either = bool(match and match["either"])
        shut = (
            bool(shut_out(re.sub(r"(?:的)?[:：]$", "", text.text)))
            or any(self.roles.get(each.number) == "exclusion" for each in entries)
            or "不予" in text.text
            or "不得" in text.text
        )
        context = self.composer.context_of(text)
        before = [] if shut or context.share or generic(own.text) else self.composer.sentence(own)
        if not any(each.node is not None for each in before):
            before = [] if re.match(r"(?:凡)?(?:申请|申报|享受|申领|在)", own.text) else before
        if match and (match["tail"] or "").startswith("的") and not shut and not generic(match["tail"]):
            before += [
                each
                for each in self.composer.sentence(text.cut(*match.span("tail")))
                if each.node is not None
            ]
        if match and not shut:
            before += self._beside(text.cut(*match.span("tail")))
        count = wanted_of(text.text)
        premises = count is None or shut  # of a list of which one is enough, …的，… describes that one
        branches: list[list[Condition]] = []
        for entry in entries:
            branches.append(self._alone(entry, context, premises=premises))
            context = _kept(context, self.composer.last)
        branches += [self._listed(each, context, premises=premises) for each in below]
        branches = [each for each in branches if each]
        if shut:
            return [
                done for branch in branches for done in (branch if self._denies(branch) else denied(branch))
            ]
        if not branches:
            return before
        if count is None:
            return before + [each for branch in branches for each in branch]
        if either and before:
            alone = before.pop()
            return [*before, any_of([[alone], *branches])]
        listed = any_of(branches) if count == 1 else some_of(count, branches)
        return [*before, listed]

    def _beside(self, tail: Canonical) -> list[Condition]:
        """…下列情形之一，并且拥有专利2项以上的，给予…: what is asked beside the list, before what is given."""
        found: list[Condition] = []
        for start, end in cut(tail.text, ",，"):
            piece = _BESIDE.match(tail.text[start:end])
            if piece is None:
                break
            found += self.composer.sentence(tail.cut(start + piece.end(), end))
        return [each for each in found if each.node is not None]

    def _denies(self, branch: Sequence[Condition]) -> bool:
        """Whether its sentence was read as an exclusion already."""
        return any(
            self.roles.get(each.number) == "exclusion"
            for span in branch[0].spans
            for each in self.policy.sentences
            if each.start <= span.start < each.end
        )


def _kept(before: Context, after: Context) -> Context:
    """What the last sentence left to be understood, on top of what the head of the list did."""
    return replace(after, share=after.share or before.share, values_of=None)


def generic(words: str) -> bool:
    """Words that say only that somebody applies."""
    if re.match(
        r"(?:对|凡)?(?:申请|申报|享受|申领)[^,，]{2,20}的?(?:企业|单位|机构|人员|项目|主体|个人)?$",
        words.strip(",，的"),
    ):
        return True
    bare = re.sub(
        r"(?:对|[每一单同][项家户个人年]|单位|同一|每年度?|年度|全年|累计|合计|最多|申请|申报|认定|享受|可以|符合条件|上述|以上|本|该|各|市级|省级|区级|国家级|的|[,，:：]|专项资金|资金|支持|扶持|企业|单位|机构|主体|项目|应|须|孵化器|人员|申领|备案|创业投资|入库)",
        "",
        words,
    )
    return not bare
