"""What each sentence of a policy is for: a condition, a benefit, papers, a window, or none of these."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache

from twinwheel.criteria import tree
from twinwheel.reading.drafts import data
from twinwheel.reading.drafts.around import departments
from twinwheel.reading.drafts.canonical import Canonical
from twinwheel.reading.drafts.compose import SHUT_OUT, TOLD, Composer
from twinwheel.reading.drafts.consequence import LED, consequence
from twinwheel.reading.drafts.head import Head
from twinwheel.reading.drafts.headings import asks, heading_role, is_label, is_name, name_of
from twinwheel.reading.drafts.outline import Clause, Sentence
from twinwheel.reading.drafts.policy import Policy

Role = str
"""condition, exclusion, benefit, materials, window, process, department, stacking, validity, definition, contact,
penalty, head, foot, heading, listhead, purpose, programme, other."""

_CONDITIONS_HEAD = re.compile(
    r"(?:应当?|须|需|必须|可)?(?:同时)?(?:符合|满足|具备|达到|属于).{0,8}(?:以下|下列|如下|上述|五个|四个|三个).{0,12}(?:条件|要求|标准|情形|指标|之一|一项|两项|任一)[^。；]{0,90}[：:]$"
    r"|(?:须|应当?|需|必须)(?:同时)?(?:满足|符合|具备)[：:]$"
)
_APPLICANT = re.compile(
    r"^(?:申报|申请|享受|申领|凡).{0,12}?(?:人|企业|单位|主体|机构)?(?:应当|应|须|需|必须)"
)
_SHUT_HEAD = re.compile(
    r"(?:下列|以下).{0,8}(?:情形|情况|行为).{0,16}(?:不予|不得|不支持|取消|不纳入|不再|不享受|不能)|(?:不予|不得|不支持|不纳入).{0,20}(?:下列|以下)|有(?:下列|以下)情形.{0,6}[：:]$"
    r"|不得(?:存在|有|(?:申报|申请|享受|申领)的?[^，。；：:]{0,8}(?:包括|有|为|如下))?[：:]$"
)
_PURPOSE = re.compile(
    r"^(?:为(?!了?.{0,12}(?:企业|单位)$)|根据|依据|按照.{0,40}(?:精神|要求|部署)|现将|现就|现发布|特制定|结合).{0,200}(?:制定本|如下|特制定|发布|启动|开展|通知|工作)"
)
_EXCEPTED = re.compile(
    r"(?:的|的?(?:企业|单位|机构|项目|主体|人员)[，,]?)(?:均|方可|可)?适用本(?:公告|办法|政策|措施|细则|通知|规定)$"
    r"|(?:均|都|皆)可(?:以)?(?:提出|自愿)?(?:申请|申报|享受(?:该|本|上述|这些|这一)?(?:政策|新政)?)$"
    r"|的[，,]?(?:企业|单位|机构|人员)?[，,]?可(?:以)?(?:提出|自愿)?(?:申请|申报)$"
    r"|^[^，,：:]{2,30}(?:除外|不适用[^，,]{0,16}|不在[^，,]{0,10}范围(?:之内|内)?|均可(?:适用|享受|申请))$"
)
_FIXED = ("contact", "definition", "validity", "stacking", "penalty", "window", "materials")
_SLOGAN = re.compile(
    r"[^，,\d]{2,10}[。；;]|[^，,\d]{1,8}越[^，,\d]{1,6}[，,][^，,\d]{1,8}越[^，,\d]{1,6}[。；;]?"
)
"""A few words before the matter: 真金白银。, 研发投入越多，补助越高。"""
_MOTTO = re.compile(
    r"[^，,\d]{2,8}[，,][^，,\d的]{0,3}更[^，,\d的]{1,3}[。；;！!]?|[^，,\d的]{2,6}[，,][^，,\d的]{2,6}[。；;！!]?"
)
"""上规模，有奖励。 where none of it means anything in the pack."""
_HANDLES = re.compile(
    r"(?:受理|初审|复核|审核|审批|审定|核查|汇总|公示|拨付|下达|兑付|兑现|发放|上报|组织[^，,。的]{0,6}评审)(?!的)"
)
"""What an office does with who applied."""
_DAY = re.compile(r"\d月(?:\d|[上中下]旬|底)")
_ENDED = re.compile(
    r"(?:的|企业|单位|机构|孵化器|载体|项目|人员)[，,](?:将|一律|予以|应|被)*(?:停止享受|取消.{0,10}资格)"
)
_STATED = re.compile(r".{0,28}(?:目前|截至|去年|同比(?!.*(?:的[，,]|按|给予|奖励))|预计|共有)")
_TOLD = re.compile(r"记者|据(?:介绍|悉|了解)|表示|负责人|目前|截至|去年|同比|预计|共有|已有")
_SUM_GIVEN = re.compile(
    r"(?<!获得)(?<!享受)(?:给予|予以|奖励|补助|补贴|资助)[^，。]{0,12}\d[\d.]*(?:[百千万亿]*元|[%‰])"
    r"|(?:可|可以|能)(?:申请|申领|获得?|享受|领取)[^。]{0,14}?\d[\d.]*(?:[百千万亿]*元|[%‰])"
    r"|\d[%‰]?[^，。\d]{0,4}(?:给予|予以|进行|申领|申请|发放|享受)?[^，。\d]{0,6}(?:补贴|补助|奖励|资助|支持|贴息)(?!的)"
)
SUM = re.compile(r"(?:最高)?\d[\d.]*(?:[百千万亿]*元)(?:/年)?[。；;]?")
_OFFICE = re.compile(r"(?:受理|收到).{0,24}日内|作出.{0,12}的?决定")
_MONEY = re.compile(r"\d[\d.]*(?:[百千万亿]*元|%)")
_OPENING = re.compile(
    r"本报讯|[^，。：\d]{0,10}讯[ （(]|[^，。：\d]{0,12}\d{1,2}月\d{1,2}日[电讯]|(?:[（(]?(?:本报|本台)?记者)|(?:昨|今)[日天]|日前|近日"
)
"""How a report begins: it says that something was told, and gives nothing yet."""
_TITLED = re.compile(r"(?:认定|申报|申请|入库|评价|评定|备案|准入|入驻)(?:基本)?(?:条件|标准)$")
"""The title of a text that is nothing but conditions."""
_RELAXES = re.compile(r"年龄[^，,\d]{0,8}放宽[至到]\d")
_TAKEN_AWAY = re.compile(
    r"(?:补贴|补助|奖励|奖补|资助|资金|优惠|扶持)(?:政策|资金|项目)?(?:同时|即|自[^，。；]{2,12}起)?(?:不再(?:列出|发放|给予|执行|实施|安排|受理)|停止|取消|废止)"
    r"|(?:不再|停止|取消)(?:享受|发放|给予|兑付|执行|受理)(?:原有?|上述|该项?|此项|相关)?[^，。；]{0,6}(?:补贴|补助|奖励|奖补|资助|优惠|扶持)[。；]?$"
)
"""原有的补贴不再列出: nothing is given any more."""
_REPORTS = re.compile(
    r"……[^。]{0,40}(?:获悉|了解到|发布|公布|印发|出台|推出)"
    r"|(?:公布|印发|发布|出台|推出|下发)了?(?:《[^》]*》|[^，,。\d的]{0,16}(?:细则|办法|措施|政策|方案|意见|规定))[^，,。\d]{0,8}[。]?$"
)
"""租金减半、融资有奖……记者获悉，…: the news itself, before it says what is given to whom."""
_PUNISHED = re.compile(r"追[回缴究]|[退返缴]还?[回还]|收回|依法|虚假|弄虚|停[发止]")
_EXCLAIMED = re.compile(r"[“\"‘][^”\"’]*[！!？?][”\"’]?")
"""“占比过半，就能拿到奖励！”: what somebody cries is not what the text gives."""
_ALSO = re.compile(
    r"^[^，,\d]{2,20}(?:同样|也)(?:可以?|能够?)?(?:享受到?|得到|获得)[^，,\d]{0,6}(?:政策|优惠|支持|扶持|奖励|补贴)[。；;！]$"
)
"""外籍人才也能得到支持。 before what they get."""
_FIRST_PERSON = re.compile(
    r"[“\"‘](?:[^”\"，,]{0,6}[，,])?(?:我们?|咱们|俺|没想到|以前)(?!.{0,4}(?:对|将|支持|给予))"
)
"""“我们去年投入800万元”: what a firm tells of itself."""
_MODAL = re.compile(
    r"对象[^。]{0,12}(?:为|是)|应当|(?<![响供适反效呼])应(?![用收付急税届])|须|需|必须|(?<![主重需只])要(?![求素件点闻])|不得|限于|仅限|适用于|不适用|面向"
)


@cache
def _sentences() -> list[tuple[str, re.Pattern[str]]]:
    return [(role, re.compile(pattern)) for role, pattern in data.table("roles")["sentences"]]


def gives(words: str) -> bool:
    """Whether words say that something is given, and do not only name a grant: 资助工作, 申请补贴的企业."""
    return bool(benefit_words().search(_nouns().sub("", words)))


@cache
def _nouns() -> re.Pattern[str]:
    return re.compile(data.table("roles")["nouns"])


@cache
def benefit_words() -> re.Pattern[str]:
    return re.compile(data.table("roles")["benefit"])


def roles(policy: Policy, head: Head, composer: Composer) -> dict[int, Role]:
    """The role of each sentence by its number."""
    found: dict[int, Role] = {
        number: "foot" if what == "foot" else "head" for number, what in head.claimed.items()
    }
    of_conditions = _TITLED.search(head.title) is not None
    _Roles(policy, composer, found).below(policy.root, "conditions" if of_conditions else None, None)
    return found


class _Roles:
    """``section``: what the headings above say; ``listed``: what the entries of the list are that is open."""

    def __init__(self, policy: Policy, composer: Composer, found: dict[int, Role]) -> None:
        self.policy, self.composer, self.found = policy, composer, found

    def below(self, clause: Clause, section: str | None, listed: Role | None) -> None:
        """In the order of the text: a label or question leads to what stands behind it, never to what stands before."""
        outer, aside = section, False
        section = _section(clause) or section if clause.heading else section
        if clause.level == "cell" and heading_role(clause.heading) is None:
            section = "conditions" if section == "benefits" else section  # how much of it is asked
        under, before = listed, None
        for part in clause.parts():
            if isinstance(part, Clause):
                section = (_section(clause) or outer) if aside and is_name(part.heading) else section
                self.below(part, section, under)
                listed = None  # what follows stands behind the list
                continue
            if part.number in self.found:
                continue
            words = re.sub(r"\s+", "", self.policy.text[part.mark : part.end])
            named = clause.heading and clause.level != "cell" and part is clause.sentences[0]
            if named or clause.level == "columns":
                self.found[part.number] = "heading"
                continue
            if asks(words) or (words[-1:] in "：:" and is_label(words) and not _SHUT_HEAD.search(words)):
                self.found[part.number] = "heading"
                section, listed = heading_role(words) or ("other" if asks(words) else section), None
                aside = section in ("department", "contact")  # 责任单位：, for the part that ends with it
                continue
            role = self.role(part, words, section, listed)
            if role == "other" and before is not None and re.search(r"\d", words):
                role = before  # …；超过5000万元的，不低于3%
            before = role if words[-1:] in "；;" and role in ("condition", "benefit") else None
            if role in ("listhead", "shuthead"):
                listed = under = "condition" if role == "listhead" else "exclusion"
                role = "listhead"
            elif role == "condition" and words[-1:] in "：:" and not self._understood(part)[0]:
                role = "listhead"
            elif role == "materials" and words[-1:] in "：:":
                listed = under = "materials"
            elif listed and words[-1:] == "。" and not clause.below:
                listed = None
            self.found[part.number] = role

    def role(self, sentence: Sentence, words: str, section: str | None, listed: Role | None) -> Role:
        if not any(map(str.isalnum, words)):
            return "other"
        if re.fullmatch(r"[—\-]?\d{1,4}[—\-]?", words):
            return "foot"
        if _SHUT_HEAD.search(words) and words[-1] in "：:":
            return "shuthead"
        if _CONDITIONS_HEAD.search(words):
            return "listhead"
        if listed is not None:
            return listed
        if _EXCEPTED.search(words.rstrip("。；;")):
            return "condition"
        matched = next((role for role, pattern in _sentences() if pattern.search(words)), None)
        if _OFFICE.search(words):
            return "process"
        if _RELAXES.search(words) and self._figure(sentence):
            return "condition"
        if _FIRST_PERSON.match(words) or _EXCLAIMED.fullmatch(words) or _ALSO.search(words):
            return "other"
        refuses = matched not in _FIXED
        if matched == "penalty" and not _PUNISHED.search(words):
            refuses = self._understood(sentence)[0]
        if refuses and _only_refuses(words.rstrip("。；;")):
            return "condition"
        if matched == "stacking" and self._given_first(sentence, words):
            return "benefit"
        if matched == "penalty" and _but_for(words.rstrip("。；;")):
            return "benefit"
        if matched is None and _TAKEN_AWAY.search(words):
            return "other"
        if _PURPOSE.search(words) and section in (None, "other"):
            return "purpose"
        if _REPORTS.search(words) and "的，" not in words:
            return "other"
        if section == "conditions" and not _granted(words):
            stands = matched in ("contact", "validity") or (
                matched in ("materials", "window") and words.startswith("请")
            )
            return str(matched) if stands or self._handled(words, matched, sentence) else "condition"
        if section == "benefits" and SUM.fullmatch(words):
            return "benefit"
        if section == "excludes":
            return "stacking" if matched == "stacking" else "exclusion"
        if section in ("materials", "window", "process", "contact", "department"):
            fixed = ("validity", "stacking", "contact", "definition")
            if matched in fixed or (section == "window" and matched == "process"):
                return str(matched)
            return "materials" if section == "process" and matched == "materials" else section
        if matched == "penalty" and _ENDED.search(words) and self._understood(sentence)[0]:
            return "exclusion"
        if matched == "definition" and self._defines(sentence):
            return "condition"
        if matched in ("contact", "definition", "validity", "stacking", "penalty"):
            return matched
        if matched == "department" and not self._figure(sentence) and not re.search(r"给予|\d+万元", words):
            leads = gives(words) and self._leads(sentence)
            return "benefit" if leads else "department"
        if _OPENING.match(words) and not _MONEY.search(words) and not self._understood(sentence)[0]:
            return "other"
        given = gives(words) and not _SLOGAN.fullmatch(words)
        if given and _MOTTO.fullmatch(words):
            given = self._understood(sentence)[0]
        if given and (section != "other" or re.search(r"\d", words)) and not _STATED.match(words):
            return "benefit"
        understood, whole = self._understood(sentence)
        if understood and words.rstrip("。；;").endswith("亦同"):
            return "condition"
        if understood and not whole and matched in (None, "process") and self._leads(sentence):
            return "benefit"
        supports = section == "benefits" and re.match(r"支持|鼓励|面向", words)  # 支持内容：支持软件企业…
        if understood and (whole or supports or _MODAL.search(words)) and not _TOLD.search(words):
            return "condition"
        if given and section != "other" and not _STATED.match(words):
            return "benefit"
        if (
            understood
            and self._figure(sentence)
            and matched in (None, "process", "department", "materials", "window")
            and not _TOLD.search(words)
        ):
            return "condition"  # a condition is kept even where nothing around it says that it is one
        if matched:
            return matched
        if section not in ("other", "process") and self._led_to(sentence, words):
            return "condition"
        bare = re.sub(r"《[^》]*》", "", words)  # the name of a document asks for nothing
        asked = _APPLICANT.search(bare) or (_MODAL.search(bare) and re.search(r"\d", bare))
        return "condition" if asked and not _TOLD.search(words) else "other"

    def _led_to(self, sentence: Sentence, words: str) -> bool:
        """对新建的数据中心项目，鼓励银行发放贷款。财政给予贴息: the first says for whom the second gives."""
        if not LED.match(words) or sentence.number + 1 >= len(self.policy.sentences):
            return False
        after = self.policy.sentences[sentence.number + 1]
        behind = re.sub(r"\s+", "", self.policy.text[after.mark : after.end])
        beside = after.start == after.mark and "\n" not in self.policy.text[sentence.end : after.start]
        return beside and gives(behind) and not re.match(r"[^，,]{0,4}(?:对|支持|鼓励|引导)", behind)

    def _given_first(self, sentence: Sentence, words: str) -> bool:
        """按保费的50%给予补贴（与其他补贴不重复享受）, 给予3‰的奖励，已获补助的不再奖励: the rule only follows what is given."""
        if not _granted(words):
            return False
        if "的，" in words and self._leads(sentence):
            return True
        stacking = next(pattern for role, pattern in _sentences() if role == "stacking")
        outside = re.sub(r"（[^（）]*）", "", words)
        at = stacking.search(outside)
        first = _SUM_GIVEN.search(outside)
        rule = re.search(r"[，,](?:[如若但对已同]|此前)", outside[: at.start()]) if at else None
        return first is not None and (at is None or (rule is not None and first.end() <= rule.start()))

    def _handled(self, words: str, matched: Role | None, sentence: Sentence) -> bool:
        """Below 申报要求 may stand how and when to apply as well: who asks for nothing asks no condition."""
        office = next(departments(re.sub(r"（[^（）]*）", "", words), 0), None)
        acts = office is not None and not office[1].start and _HANDLES.search(words)
        told = matched in ("materials", "stacking") or (matched == "window" and _DAY.search(words))
        return bool(acts or told) and not self._understood(sentence)[0]

    def _read(self, sentence: Sentence) -> Canonical:
        text = self.composer.reader.lexicon.spelling.of(
            self.policy.text[sentence.mark : sentence.end].strip("。；;"), sentence.mark
        )
        told = TOLD.match(text.text)
        return text.cut(told.end(), len(text)) if told else text

    def _understood(self, sentence: Sentence) -> tuple[bool, bool]:
        """Whether a part of a sentence, and whether all of it, means something in the pack."""
        conditions = self.composer.sentence(self._read(sentence))
        known = [each for each in conditions if each.node is not None]
        return bool(known), bool(known) and len(known) == len(conditions)

    def _defines(self, sentence: Sentence) -> bool:
        """Whether who is meant is told by conditions: 本办法所称企业，是指在本市注册的企业."""
        text = self._read(sentence)
        at = text.text.find("是指")
        read = self.composer.sentence(text.cut(at + 2, len(text))) if at >= 0 else []
        return self._figure(sentence) if at >= 0 and any(each.node is None for each in read) else bool(read)

    def _figure(self, sentence: Sentence) -> bool:
        """Whether a figure or day is held against a field in it."""
        nodes = [each.node for each in self.composer.sentence(self._read(sentence)) if each.node is not None]
        return any(
            isinstance(part, tree.Literal) and isinstance(part.value, Decimal | date)
            for node in nodes
            for part in tree.walk(node)
        )

    def _leads(self, sentence: Sentence) -> bool:
        """Whether what is understood stands before what follows from it, and nothing of that is understood."""
        text = self._read(sentence)
        at = consequence(text.text)
        if at is None:
            return False
        before, behind = (
            self.composer.sentence(text.cut(0, at)),
            self.composer.sentence(text.cut(at, len(text))),
        )
        return any(each.node is not None for each in before) and all(each.node is None for each in behind)


def _section(clause: Clause) -> str | None:
    """What a heading says of what stands below it. The answer to a question about one thing may give it too."""
    role = heading_role(clause.heading)
    named = role in ("conditions", "excludes") and bool(name_of(clause.heading))
    return None if asks(clause.heading) and (named or role in ("process", "benefits")) else role


def _but_for(words: str) -> bool:
    """给予奖励50万元，被列入失信名单的除外: it gives first, and says then to whom not."""
    first = _SUM_GIVEN.search(words)
    return (
        first is not None and words[first.end() :][:1] in ("，", ",") and SHUT_OUT.search(words) is not None
    )


def _only_refuses(words: str) -> bool:
    """登记费不足2000元的，不纳入补贴: the word 补贴 stands in it, and nothing is given."""
    refused = SHUT_OUT.search(words)
    if not refused or not refused.start() or gives(words[: refused.start("out")]):
        return False
    behind = re.split(r"的[，,]", words[refused.start("out") :], maxsplit=1)[1:]  # 不纳入统计的，可以…
    return not any(map(gives, behind))


def _granted(words: str) -> bool:
    """给予500万元奖励，同第一条不重复享受: a benefit that only goes on to say what it does not stack with."""
    return _SUM_GIVEN.search(words) is not None
