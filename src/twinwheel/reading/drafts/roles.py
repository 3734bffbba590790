"""What each sentence of a policy is for: a condition, a benefit, papers, a window, or none of these."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache

from twinwheel.criteria import tree
from twinwheel.reading.drafts import data
from twinwheel.reading.drafts.compose import SHUT_OUT, Composer
from twinwheel.reading.drafts.consequence import consequence
from twinwheel.reading.drafts.head import Head
from twinwheel.reading.drafts.policy import Clause, Policy, Sentence

Role = str
"""condition, exclusion, benefit, materials, window, process, department, stacking, validity, definition, contact,
penalty, head, foot, heading, listhead, purpose, programme, other."""

_CONDITIONS_HEAD = re.compile(
    r"(?:应当?|须|需|必须|可)?(?:同时)?(?:符合|满足|具备|达到).{0,8}(?:以下|下列|如下|上述).{0,12}(?:条件|要求|标准|情形|指标|之一)[^。；]{0,40}[：:]$"
)
_APPLICANT = re.compile(
    r"^(?:申报|申请|享受|申领|凡).{0,12}?(?:人|企业|单位|主体|机构)?(?:应当|应|须|需|必须)"
)
_SHUT_HEAD = re.compile(
    r"(?:下列|以下).{0,8}(?:情形|情况|行为).{0,16}(?:不予|不得|不支持|取消|不纳入|不再|不享受|不能)|(?:不予|不得|不支持|不纳入).{0,20}(?:下列|以下)|有(?:下列|以下)情形.{0,6}[：:]$"
)
_PURPOSE = re.compile(
    r"^(?:为(?!了?.{0,12}(?:企业|单位)$)|根据|依据|按照.{0,40}(?:精神|要求|部署)|现将|现就|现发布|特制定|结合).{0,200}(?:制定本|如下|特制定|发布|启动|开展|通知|工作)"
)
_EXCEPTED = re.compile(
    r"^[^，,：:]{2,30}(?:除外|不适用[^，,]{0,16}|不在[^，,]{0,10}范围(?:之内|内)?|均可(?:适用|享受|申请))$"
)
_FIXED = ("contact", "definition", "validity", "stacking", "penalty", "window", "materials")
_SLOGAN = re.compile(r"[^，,\d]{2,10}[。；;]")
_STATED = re.compile(r"目前|截至|去年|同比|预计|共有")
_TOLD = re.compile(r"记者|据(?:介绍|悉|了解)|表示|负责人|目前|截至|去年|同比|预计|共有|已有")
_MODAL = re.compile(r"应当|应|须|需|必须|不得|限于|仅限|适用于|不适用|面向")


@cache
def _sentences() -> list[tuple[str, re.Pattern[str]]]:
    return [(role, re.compile(pattern)) for role, pattern in data.table("roles")["sentences"]]


@cache
def benefit_words() -> re.Pattern[str]:
    return re.compile(data.table("roles")["benefit"])


def heading_role(heading: str) -> str | None:
    """The role a heading gives to what stands below it."""
    for role, words in data.table("roles")["headings"].items():
        if any(word in heading for word in words):
            return str(role)
    return None


def roles(policy: Policy, head: Head, composer: Composer) -> dict[int, Role]:
    """The role of each sentence by its number."""
    found: dict[int, Role] = {
        number: "foot" if what == "foot" else "head" for number, what in head.claimed.items()
    }
    _below(policy, policy.root, None, None, composer, found)
    return found


def _below(
    policy: Policy,
    clause: Clause,
    section: str | None,
    listed: str | None,
    composer: Composer,
    found: dict[int, Role],
) -> None:
    """In the order of the text: a label or question leads to what stands behind it, never to what stands before."""
    section = heading_role(clause.heading) or section if clause.heading else section
    own, under, end = section, listed, clause.sentences[0].start if clause.sentences else 0
    for part in _in_order(clause):
        if isinstance(part, Clause):
            _below(policy, part, section, under, composer, found)
            listed = None  # what follows stands behind the list
            continue
        if "\n" in policy.text[end : part.start] and clause.level == "root":
            section, listed, under = own, None, None  # another paragraph
        end = part.end
        if part.number in found:
            continue
        words = re.sub(r"\s+", "", policy.text[part.mark : part.end])
        asked = _asked(words)
        if asked or _is_label(words):
            found[part.number] = "heading"
            section, listed = asked or heading_role(words), None
            continue
        if part is clause.sentences[0] and clause.heading:
            found[part.number] = "heading"
            continue
        role = _role(policy, part, section, listed, composer)
        if role in ("listhead", "shuthead"):
            listed = under = "condition" if role == "listhead" else "exclusion"
            role = "listhead"
        elif role == "materials" and words[-1:] in "：:":
            listed = under = "materials"
        elif listed and words[-1:] == "。" and not clause.below:
            listed = None
        found[part.number] = role


def _in_order(clause: Clause) -> list[Sentence | Clause]:
    """The sentences of a clause and the clauses below it, as they stand in the text."""
    parts: list[tuple[int, Sentence | Clause]] = [(each.start, each) for each in clause.sentences]
    for each in clause.below:
        first = each.all_sentences()
        if first:
            parts.append((first[0].start, each))
    return [part for _, part in sorted(parts, key=lambda part: part[0])]


def _is_label(words: str) -> bool:
    return (
        words[-1:] in "：:"
        and len(words) <= 13
        and heading_role(words) is not None
        and not _SHUT_HEAD.search(words)
    )


_QUESTIONS = (
    ("excludes", re.compile(r"(?:哪些|什么|何种).{0,12}(?:不能|不得|不予|不可)")),
    ("materials", re.compile(r"材料")),
    ("window", re.compile(r"什么时候|何时|时间|截止")),
    (
        "conditions",
        re.compile(r"哪些.{0,8}(?:企业|单位|人|项目|机构|载体)|谁(?:可以|能)|什么样的|条件|门槛|资格|对象"),
    ),
    ("benefits", re.compile(r"标准|多少|力度|支持什么|好处|优惠|奖励|补贴|怎么(?:算|补|奖)")),
    ("process", re.compile(r"(?:怎么|如何|怎样)(?:申请|申报|申领|办理|报|提交)|流程|程序|哪里")),
)


def _asked(words: str) -> str | None:
    """What a question leads to: 哪些企业可以申请？ to the conditions."""
    if words[-1:] not in "？?" or len(words) > 40:
        return None
    return next((role for role, pattern in _QUESTIONS if pattern.search(words)), "other")


def _role(
    policy: Policy, sentence: Sentence, section: str | None, listed: str | None, composer: Composer
) -> Role:
    words = re.sub(r"\s+", "", policy.text[sentence.mark : sentence.end])
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
    if matched not in _FIXED and _only_refuses(words.rstrip("。；;")):
        return "condition"
    if matched == "stacking" and _granted(words) and _leads(policy, sentence, composer):
        return "benefit"
    if _PURPOSE.search(words) and section in (None, "other"):
        return "purpose"
    if section == "conditions":
        stands = matched in ("contact", "validity") or (
            matched in ("materials", "window") and words.startswith("请")
        )
        return str(matched) if stands else "condition"
    if section == "excludes":
        return "stacking" if matched == "stacking" else "exclusion"
    if section in ("materials", "window", "process", "contact", "department"):
        fixed = ("validity", "stacking", "contact", "definition")
        if matched in fixed or (section == "window" and matched == "process"):
            return str(matched)
        return "materials" if section == "process" and matched == "materials" else section
    if matched == "definition" and "是指" in words and _figure(policy, sentence, composer):
        return "condition"
    if matched in ("contact", "definition", "validity", "stacking", "penalty"):
        return matched
    if (
        matched == "department"
        and not _figure(policy, sentence, composer)
        and not re.search(r"给予|\d+万元", words)
    ):
        return "department"
    gives = bool(benefit_words().search(words)) and not _SLOGAN.fullmatch(words)
    if gives and (section != "other" or re.search(r"\d", words)) and not _STATED.search(words[:30]):
        return "benefit"
    understood, whole = _understood(policy, sentence, composer)
    if understood and words.rstrip("。；;").endswith("亦同"):
        return "condition"
    if understood and not whole and matched in (None, "process") and _leads(policy, sentence, composer):
        return "benefit"
    if understood and (whole or _MODAL.search(words)) and not _TOLD.search(words):
        return "condition"
    if gives and not _STATED.search(words[:30]):
        return "benefit"
    if (
        understood
        and _figure(policy, sentence, composer)
        and matched in (None, "process", "department", "materials", "window")
        and not _TOLD.search(words)
    ):
        return "condition"  # a condition is kept even where nothing around it says that it is one
    if matched:
        return matched
    return "condition" if _APPLICANT.search(words) else "other"


def _only_refuses(words: str) -> bool:
    """登记费不足2000元的，不纳入补贴: the word 补贴 stands in it, and nothing is given."""
    refused = SHUT_OUT.search(words)
    return bool(refused and refused.start() and not benefit_words().search(words[: refused.start("out")]))


def _granted(words: str) -> bool:
    """给予500万元奖励，同第一条不重复享受: a benefit that only goes on to say what it does not stack with."""
    return re.search(r"(?:给予|奖励|补助|补贴|资助)[^，。]{0,12}\d", words) is not None and "的，" in words


def _figure(policy: Policy, sentence: Sentence, composer: Composer) -> bool:
    """Whether a figure or day is held against a field in it."""
    text = composer.reader.lexicon.spelling.of(
        policy.text[sentence.mark : sentence.end].strip("。；;"), sentence.mark
    )
    nodes = [each.node for each in composer.sentence(text) if each.node is not None]
    return any(
        isinstance(part, tree.Literal) and isinstance(part.value, Decimal | date)
        for node in nodes
        for part in tree.walk(node)
    )


def _leads(policy: Policy, sentence: Sentence, composer: Composer) -> bool:
    """Whether what is understood stands before what follows from it, and nothing of that is understood."""
    text = composer.reader.lexicon.spelling.of(
        policy.text[sentence.mark : sentence.end].strip("。；;"), sentence.mark
    )
    at = consequence(text.text)
    if at is None:
        return False
    before, behind = composer.sentence(text.cut(0, at)), composer.sentence(text.cut(at, len(text)))
    return any(each.node is not None for each in before) and all(each.node is None for each in behind)


def _understood(policy: Policy, sentence: Sentence, composer: Composer) -> tuple[bool, bool]:
    """Whether a part of a sentence, and whether all of it, means something in the pack."""
    text = composer.reader.lexicon.spelling.of(
        policy.text[sentence.mark : sentence.end].strip("。；;"), sentence.mark
    )
    conditions = composer.sentence(text)
    known = [each for each in conditions if each.node is not None]
    return bool(known), bool(known) and len(known) == len(conditions)
