"""A sentence, or a list under its head, as criteria: pieces joined by 且, 或, 但, and premises (…的，…)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from twinwheel.criteria import tree
from twinwheel.reading.drafts.atoms import NOTHING, Context
from twinwheel.reading.drafts.canonical import Canonical
from twinwheel.reading.drafts.choices import Condition, conjoined, denied, either, joined
from twinwheel.reading.drafts.conditions import Reader
from twinwheel.reading.drafts.cutting import in_one
from twinwheel.reading.drafts.joining import parts
from twinwheel.reading.text import Span

_LEADS = re.compile(
    r"^(?:(?:以及|并且|而且|同时|且|并|还应|还须|也)|(?P<or>或者是|或者|或是|或|亦可)|(?P<but>但是|但|不过|然而)|(?P<of>其中))*(?:还|也)?"
)
_PREMISE = re.compile(r"(?:的|的企业|的单位|的项目|的机构|的人员|的申报单位|的申报企业|的申请人|的孵化器)$")
SHUT_OUT = re.compile(
    r"(?:的|的企业|的单位|的项目|的机构|的货物|的人员|企业|项目)?(?:任何[一-龥]{1,6}|(?<![\d%元人家户年个项月岁件米])(?:以上|上述)[一-龥]{0,6})?(?:则|就|便|将|会|应|都|原则上|一律|均|也|恕)*"
    r"(?P<out>除外|不包括在内|不包含在内|(?:被|予以)?排除在外|不适用.*|不在.{0,10}(?:范围|之列|此列)(?:之内|内)?|不(?:得|能|可)(?:再)?(?:享受|申报|申请|申领|参与|纳入|参加|列入|办理|入区|存放).*"
    r"|不(?:再)?重复(?:享受|申领|申报|支持|奖励|补贴|补助|资助|安排|兑现|拨付|发放).*|不(?:再)?享受(?:本|该|此|上述|前款|以上|前述|补|奖|资助|支持|贴息|扶持|优惠).*|不参加.*|恕?不能提供|一票否决|不在其列|不属.{0,8}范围"
    r"|不予.*|不再(?:另行)?(?:给予|予以)?(?:支持|享受|奖励|补贴|补助|资助|贴息|扶持|兑现|发放|拨付|受理).*|不(?:给予|作)?(?:支持|扶持|奖励|补贴|补助|资助|贴息|认定)(?:范围)?$|不(?:给予)?支持.*|取消[^,，]{0,4}(?:申报|申请|参评|评审|享受|支持|扶持|奖励|补助|补贴|受理|认定)资格|不纳入.*|不(?:再|予)?(?:列入|列为|计入|作为)[^,，]{0,10}(?:范围|对象|之列)(?:之内|内)?|不属于.{0,6}(?:支持|资助|补助)范围)$"
)


def of_a_part(words: str) -> bool:
    """Whether words say only how much is given: 超过60元的部分，不予补贴; not who: 部分企业不予支持."""
    found = SHUT_OUT.search(words)
    return found is not None and _OF_A_PART.search(words, 0, found.start("out")) is not None


_OF_A_PART = re.compile(r"部分[,，]?(?:则|就|便|将|会|应|都|原则上|一律|均|也|恕)*\Z")


def shut_out(words: str) -> re.Match[str] | None:
    """Where words say that somebody gets nothing."""
    return None if of_a_part(words) else SHUT_OUT.search(words)


_WHEN = re.compile(
    r"(?:(?:今后|此后|其)?[一二两三四五\d]{1,2}年(?:内|之内)|当年(?:度)?|本年度|今后|均|都|也|一律|一概|原则上)*"
)
"""How long or how strictly one is shut out: no condition."""
_FREED = re.compile(
    r"(?:的|的企业|的单位|的项目|企业|项目)?(?:可以|可)?不受(?:此|该|上述|前述|本)?(?:项|条)?(?:条件|限制|比例|规定|条款|款)*(?:的)?(?:限制|限)?$"
)
_HEAD = re.compile(
    r"(?:应当?|须|必须|还应当?)?(?:同时)?(?:符合|满足|具备|达到)(?:以下|下列|上述|如下|前述)(?:全部|所有|各项|基本)?(?:条件|要求|标准|情形|指标)(?:的|：|:)*"
)
_FOR = re.compile(
    r"[^,，;；:：、的\d]{0,14}(?:对象|主体|范围)(?:应当?|须|仅|只)?(?:为|是|限于|包括)(?!以下|下列|如下)"
    r"|(?:本|该|此|上述|以上)?(?:办法|措施|政策|新政|新规|细则|通知|公告|规定|指南|方案|意见|条款|资金|专项资金|补贴|奖励|补助)(?:仅|只|主要|重点)?(?:面向|适用于|针对|支持(?!的|对象|范围|标准|方式|力度|方向|政策|资金))"
)
"""专项资金支持对象为…: what stands behind it is asked."""
_ONE = re.compile(r"(?:(?!的[、或和及]).)+的[^的、或和及]{2,}")
"""数据不真实的孵化器 is one description, and shuts out no other 孵化器."""
TOLD = re.compile(r"[^,，:：\d]{2,20}的(?:门槛|条件|标准|要求)[^,，:：\d]{0,8}[:：](?=.{4})")
"""成长级的门槛相对较低：, before what it is."""
_MAY = re.compile(
    r"(?:的)?(?:均|也|都)?可(?:以)?(?:适用|享受|申请|申报|参加)(?:本(?:政策|办法|措施))?$|(?:即可|就可以|就行)$"
)
_KIND = re.compile(r"(?:的|企业|单位|机构|项目|主体|人员|人才|团队|中心|平台|载体|户|人)$")
_REPORTED = re.compile(
    r"(?:据|记者|需要|值得|办法|政策|新政|规定|公告|通知|部门|负责人|专家)[^\d]{0,10}(?:介绍|了解到|获悉|注意的是|明确|规定|提出|指出|显示)"
    r"|此外|同时|其中|据悉|据介绍|请[^\d]{2,20}|这(?:也|都)?是[^\d]{2,20}(?:前提|门槛|条件|底线|要求)"
    r"|(?:同时)?(?:符合|满足|达到)(?:这|上述|以上)[一二两三四五六]?(?:项|个)?(?:条件|要求)?的?"
)
_DUTY = re.compile(
    r"[^\d不未无]{2,14}?(?:应当为|应当|应为|须为|应|须|需为|需|必须|(?<![主重需只])要(?![求素件点]))"
)


@dataclass(frozen=True)
class _Piece:
    start: int
    end: int
    lead: str  # "", "or", "but", "and", "of"
    conditions: list[Condition]
    premise: bool
    context: Context
    text: str = ""
    headed: bool = False
    """Whether its last condition is the head that its qualities describe: 专利5项以上的小型企业."""


class Composer:
    """Reads sentences with one reader. Spans are offsets of the policy's text."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.premises = True
        self.last = Context()
        """What the last sentence left to be understood."""

    def sentence(
        self, text: Canonical, context: Context = NOTHING, *, premises: bool = True
    ) -> list[Condition]:
        """The criteria of a sentence, in order; together they say all of it.

        ``premises``: whether …的，… makes what follows hold for some only; not so in a list of whom a benefit is for.
        """
        self.premises = premises
        found: list[Condition] = []
        for start, end in cut(text.text, ";；"):
            found, context = self._clause(text.cut(start, end), found, context)
        self.last = context
        return found

    def context_of(self, text: Canonical) -> Context:
        """What a head names for the list below it: 研发费用占销售收入的比例符合如下要求."""
        words = re.sub(r"(?:应|须)?(?:符合|达到|满足).{0,12}$", "", text.text.rstrip(":；;。"))
        for end in range(len(words), max(0, len(words) - 1), -1):
            phrase = words[:end]
            field = self.reader.lexicon.share(phrase) or self.reader.lexicon.named(
                phrase, {"number", "ratio"}
            )
            field = field or self.reader.lexicon.share(re.sub(r"近[两三]年|上年度", "", phrase))
            if field:
                return Context(
                    phrase, field, share=field if self.reader.lexicon.kind(field) == "ratio" else None
                )
        return Context()

    # --- one clause: pieces between commas ------------------------------------------------------

    def _clause(
        self, text: Canonical, before: list[Condition], context: Context
    ) -> tuple[list[Condition], Context]:
        pieces: list[_Piece] = []
        cuts = self._glued(text.text, cut(text.text, ",，"))
        for start, end in cuts:
            piece = self._piece(text, start, end, context)
            context = piece.context
            pieces.append(piece)
        return self._joined(pieces, list(before)), context

    def _glued(self, text: str, cuts: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Pieces that are one phrase of the pack together stay together."""
        found: list[tuple[int, int]] = []
        for start, end in cuts:
            if found and self._one_phrase(text, found[-1], end):
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        return found

    def _one_phrase(self, text: str, before: tuple[int, int], end: int) -> bool:
        """未发生重大事故，无严重环境违法行为 is one field too where the pack has one for the two, and none for either."""
        whole = text[before[0] : end]
        if self.reader.lexicon.named(whole, {"bool"}):
            return True
        return (
            in_one(whole) != whole and not self.reader.said(text[slice(*before)]) and self.reader.said(whole)
        )

    def _piece(self, text: Canonical, start: int, end: int, context: Context) -> _Piece:
        lead = _LEADS.match(text.text[start:end])
        shift = lead.end() if lead else 0
        kind = ""
        if lead and shift:
            kind = "or" if lead["or"] else "but" if lead["but"] else "of" if lead["of"] else "and"
        words = text.cut(start + shift, end)
        shut = shut_out(words.text)
        if shut and words.text.endswith("的") and shut["out"].startswith("不"):
            shut = None  # 不纳入统计的，可以…: whom it is said of; what follows from it never ends so
        closing = shut or _FREED.search(words.text)
        if closing:
            words = words.cut(0, closing.start())
            words = words if not _WHEN.fullmatch(words.text) else words.cut(0, 0)
            kind = "out" if shut else "freed"
        elif may := _MAY.search(words.text):
            words = words.cut(0, may.start())
        if (head := _HEAD.match(words.text)) and head.end():
            words = words.cut(head.end(), len(words))
        if (named := _FOR.match(words.text)) and named.end() < len(words):
            words = words.cut(named.end(), len(words))
        if not len(words):
            return _Piece(start, end, kind, [], False, context)
        if _REPORTED.fullmatch(words.text):
            return _Piece(start, end, kind, [], False, context)
        atoms = self.reader.piece(words, context)
        read = parts(atoms, words.text)
        if any(each.node is None for each in read) and (duty := _DUTY.match(words.text)):
            bare = words.cut(duty.end(), len(words))  # 专业人才应当…: what must be so stands behind
            again = self.reader.piece(bare, context)
            better = parts(again, bare.text)
            if better and sum(each.node is None for each in better) < sum(each.node is None for each in read):
                words, atoms, read = bare, again, better
        known = [each for each in atoms if each.node is not None]
        after = known[-1].context if known else context
        conditions = [Condition((words.span(each.start, each.end),), each.node) for each in read]
        if shut:
            conditions = [
                replace(each, node=None) if _half_denied(each.node) else each for each in conditions
            ]
        premise = bool(_PREMISE.search(words.text)) and bool(known) and not named
        headed = len(conditions) > 1 and "的" in words.text
        if headed:
            last = words.span(words.text.rfind("的") + 1, len(words)).start
            headed = conditions[-1].spans[0].start >= last
        return _Piece(start, end, kind, conditions, premise, after, words.text, headed)

    def _joined(self, pieces: Sequence[_Piece], found: list[Condition]) -> list[Condition]:
        """Groups joined by AND; 或 joins a piece to the one before, 但 to the last alternative."""
        place = 0
        refused = bool(pieces) and pieces[-1].lead == "out" and not pieces[-1].conditions
        while place < len(pieces):
            piece = pieces[place]
            follower = pieces[place + 1] if place + 1 < len(pieces) else None
            leads = self.premises and piece.premise and follower is not None and follower.lead == ""
            leads = leads and follower is not None and not follower.text.startswith("凡")
            if leads and follower is not None and piece.lead != "or":
                place += 2
                self._implied(piece, follower, found)
                continue
            if piece.lead in ("out", "freed"):
                place += 1
                self._excepted(piece, pieces[: place - 1], found)
                continue
            if piece.lead == "or" and found and not refused:  # 甲，或者乙，均不得…: each of them is refused
                run = [piece]
                while place + 1 < len(pieces) and pieces[place + 1].lead == "but":
                    place += 1
                    run.append(pieces[place])
                others = [each for one in run for each in one.conditions]
                bare = place > 0 and not _KIND.search(pieces[place - 1].text)
                shared = [others.pop()] if bare and len(run) == 1 and piece.headed else []
                if others:
                    found.append(either(found.pop(), others))
                found += shared  # 专利5项以上，或者软件10项以上的小型企业: small they must be either way
            else:
                found += piece.conditions
            place += 1
        return found

    def _excepted(self, piece: _Piece, before: Sequence[_Piece], found: list[Condition]) -> None:
        """Who is shut out, or freed from the condition before."""
        if piece.lead == "freed":
            if found and piece.conditions:
                found.append(either(found.pop(), piece.conditions))
            return
        own = piece.conditions
        if not own:
            own = found[-sum(len(each.conditions) for each in before) :] if before else []
            del found[len(found) - len(own) :]
            apart = all(each.lead in ("or", "and") for each in before[1:])
            apart = apart and not any(each.headed and _ONE.fullmatch(each.text) for each in before)
            found += [done for each in own for done in denied([each])] if apart else denied(own)
            return
        any_one = re.search("[、或和及]", piece.text) and not re.search("且|并|同时|的", piece.text)
        found += [done for each in own for done in denied([each])] if any_one else denied(own)

    def _implied(self, premise: _Piece, piece: _Piece, found: list[Condition]) -> None:
        """Whoever meets the premise must meet the rest. 其中…的 changes the threshold of the condition before it."""
        spans = tuple(span for each in (*premise.conditions, *piece.conditions) for span in each.spans)
        spans = (Span(min(each.start for each in spans), max(each.end for each in spans)),)
        if any(each.node is None for each in premise.conditions) or not _all_numbers(piece.conditions):
            found[:] = joined(found, [*premise.conditions, *piece.conditions])
            return
        when = conjoined([each.node for each in premise.conditions if each.node])
        then = conjoined([each.node for each in piece.conditions if each.node])
        changed = _tier(found[-1].node, when, then) if found and premise.lead == "of" else None
        if changed is not None:
            found[-1] = Condition((*found[-1].spans, *spans), changed)
        else:
            found[:] = joined(found, [Condition(spans, tree.Or((tree.Not(when), then)))])


def _half_denied(node: tree.Node | None) -> bool:
    """注册地或者设施不在试点地区: the 不 may be meant of both, and only the last was read so."""
    if not isinstance(node, tree.Or):
        return False
    *before, last = node.items
    return isinstance(last, tree.Not) and all(isinstance(each, tree.Name) for each in before)


def _all_numbers(conditions: Sequence[Condition]) -> bool:
    return all(each.node is not None for each in conditions)


def _tier(node: tree.Node | None, when: tree.Node, then: tree.Node) -> tree.Node | None:
    """One comparison with another threshold for some."""
    match node, then:
        case tree.Compare(op, left, right), tree.Compare(other, same, instead) if (
            op == other and left == same
        ):
            if isinstance(right, tree.Case):
                return tree.Compare(op, left, replace(right, branches=(*right.branches, (when, instead))))
            return tree.Compare(op, left, tree.Case(((when, instead),), right))
    return None


def cut(text: str, marks: str) -> list[tuple[int, int]]:
    """Between marks that stand in no bracket; a comma inside a number is none."""
    found: list[tuple[int, int]] = []
    start = depth = 0
    for place, char in enumerate(text):
        depth = max(0, depth + (char == "(") - (char == ")"))
        inside = (
            0 < place < len(text) - 1 and text[place - 1].isdigit() and text[place + 1 : place + 4].isdigit()
        )
        if (
            char in marks
            and not depth
            and not (char == "," and inside and len(text[place + 1 : place + 4]) == 3)
        ):
            if place > start:
                found.append((start, place))
            start = place + 1
    if start < len(text):
        found.append((start, len(text)))
    return found
