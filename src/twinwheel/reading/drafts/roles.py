"""What each sentence of a policy is for: a condition, a benefit, papers, a window, or none of these."""

from __future__ import annotations

import re
from functools import cache

from twinwheel.reading.drafts import data
from twinwheel.reading.drafts.compose import Composer
from twinwheel.reading.drafts.head import Head
from twinwheel.reading.drafts.policy import Clause, Policy, Sentence

Role = str
"""condition, exclusion, benefit, materials, window, process, department, stacking, validity, definition, contact,
penalty, head, foot, heading, listhead, purpose, programme, other."""

_CONDITIONS_HEAD = re.compile(r"(?:应当?|须|需|必须|可)?(?:同时)?(?:符合|满足|具备|达到).{0,8}(?:以下|下列|如下|上述).{0,12}(?:条件|要求|标准|情形|指标|之一)[^。；]{0,40}[：:]$")
_APPLICANT = re.compile(r"^(?:申报|申请|享受|申领).{0,12}?(?:人|企业|单位|主体|机构)?(?:应当|应|须|需|必须)")
_SHUT_HEAD = re.compile(r"(?:下列|以下).{0,8}(?:情形|情况|行为).{0,16}(?:不予|不得|不支持|取消|不纳入|不再|不享受|不能)|(?:不予|不得|不支持|不纳入).{0,20}(?:下列|以下)|有(?:下列|以下)情形.{0,6}[：:]$")
_PURPOSE = re.compile(r"^(?:为(?!了?.{0,12}(?:企业|单位)$)|根据|依据|按照.{0,40}(?:精神|要求|部署)|现将|现就|现发布|特制定|结合).{0,200}(?:制定本|如下|特制定|发布|启动|开展|通知|工作)")
_EXCEPTED = re.compile(r"^[^，,：:]{2,30}(?:除外|不适用[^，,]{0,16}|不在[^，,]{0,10}范围(?:之内|内)?|均可(?:适用|享受|申请))$")
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
    policy: Policy, clause: Clause, section: str | None, listed: str | None, composer: Composer, found: dict[int, Role]
) -> None:
    section = heading_role(clause.heading) or section if clause.heading else section
    for place, sentence in enumerate(clause.sentences):
        if sentence.number in found:
            continue
        if place == 0 and clause.heading:
            found[sentence.number] = "heading"
            continue
        role = _role(policy, sentence, section, listed, composer)
        if role in ("listhead", "shuthead"):
            listed = "condition" if role == "listhead" else "exclusion"
            role = "listhead"
        elif listed and policy.said(sentence).strip()[-1:] == "。" and not clause.below:
            found[sentence.number] = role
            listed = None
            continue
        found[sentence.number] = role
    for each in clause.below:
        _below(policy, each, section, listed, composer, found)


def _role(policy: Policy, sentence: Sentence, section: str | None, listed: str | None, composer: Composer) -> Role:
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
    if _PURPOSE.search(words) and section in (None, "other"):
        return "purpose"
    if section == "conditions":
        return matched if matched in ("contact", "validity") else "condition"
    if section == "excludes":
        return "stacking" if matched == "stacking" else "exclusion"
    if section in ("materials", "window", "process", "contact", "department"):
        fixed = ("validity", "stacking", "contact", "definition")
        if matched in fixed or (section == "window" and matched == "process"):
            return str(matched)
        return "materials" if section == "process" and matched == "materials" else section
    if matched in ("contact", "definition", "validity", "stacking", "penalty"):
        return matched
    if matched == "department" and not re.search(r"给予|\d+万元", words):
        return "department"
    if benefit_words().search(words) and section != "other":
        return "benefit"
    understood, whole = _understood(policy, sentence, composer)
    if understood and (whole or _MODAL.search(words)) and not re.search(r"可以|办法|记者|据|表示", words[:6]):
        return "condition"
    if benefit_words().search(words):
        return "benefit"
    if matched:
        return matched
    return "condition" if _APPLICANT.search(words) else "other"


def _understood(policy: Policy, sentence: Sentence, composer: Composer) -> tuple[bool, bool]:
    """Whether a part of a sentence, and whether all of it, means something in the pack."""
    text = composer.reader.lexicon.spelling.of(policy.text[sentence.mark : sentence.end].strip("。；;"), sentence.mark)
    conditions = composer.sentence(text)
    known = [each for each in conditions if each.node is not None]
    return bool(known), bool(known) and len(known) == len(conditions)
