"""What a document says of itself: title, number, issuer, day, validity, and the place it means by 本市."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from twinwheel.packs import Pack
from twinwheel.reading.drafts.imprint import noted, page_lines, signed, told_of
from twinwheel.reading.drafts.outline import Sentence
from twinwheel.reading.drafts.policy import Policy
from twinwheel.reading.drafts.quantities import days, number
from twinwheel.reading.text import Span

_NUMBER = re.compile(
    r"[一-龥]{2,14}[〔\[（(【]\s?(?:19|20)\d\d\s?[〕\]）)】]\s?第?\d{1,5}号|[一-龥]{2,10}公告(?:19|20)\d\d年第\d{1,4}号|(?<!\d)(?:19|20)\d\d年第\d{1,4}号"
)
_TITLE = re.compile(
    r"(?:通知|办法|措施|指南|意见|细则|公告|规定|方案|政策|函|决定|条例|(?:措施|办法|规定|细则|通知|指南)[（(][^（）()]{1,12}[）)])$"
)
_ISSUER = re.compile(
    r"[一-龥（）()·]{2,40}(?:局|委|委员会|厅|部|办|办公室|政府|中心|管委会|署|院|协会|行|海关|主管部门|公司|集团|党委|工委|会)"
)
_FOOT_DAY = re.compile(
    r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日|[二〇零○]{1,2}[〇零○一二三四五六七八九]{2,3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
)
_IN_CHARGE = re.compile(r"(?:责任|牵头|配合)[^，。\n]{0,6}[：:][ \u3000]*$")
"""责任单位：市科技局 in the last line is no signature."""
_ISSUED_BY = re.compile(
    r"由([^由，。,]{2,30}?(?:局|委|委员会|厅|部|办公室|政府|中心|管委会|管理局|海关))(?:负责解释)"
)
_SINCE = re.compile(
    r"自(?:(?P<day>(?:19|20)\d\d年\d{1,2}月\d{1,2}日)|(?P<issue>发布|印发|公布|颁布)之日)(?:起|(?=施行|执行|实施|生效|试行))(?:至(?P<to>(?:19|20)\d\d年\d{1,2}月\d{1,2}日))?"
)
_UNTIL = re.compile(
    r"(?:有效期(?:限)?(?:至|截至)|执行(?:期限)?至|截至|施行至|止于|(?<=[，,])至(?=.{8,12}止)|执行期限?为.{0,20}至)(?P<to>(?:19|20)\d\d年\d{1,2}月\d{1,2}日)"
)
_LASTS = re.compile(
    r"(?:有效期(?:限)?(?:为)?|试行|执行)(?P<count>[一二两三四五六七八九十\d]{1,2})(?P<unit>年|个月)"
)


@dataclass
class Head:
    """``spans`` says where each of its values stands, by name: title, number, issuer, date, from, to."""

    title: str = ""
    number: str | None = None
    issuers: list[str] = field(default_factory=list)
    issued: date | None = None
    since: date | None = None
    until: date | None = None
    spans: dict[str, list[Span]] = field(default_factory=dict)
    claimed: dict[int, str] = field(default_factory=dict)
    """Sentences of head and foot by number, and what each is."""


def head(policy: Policy) -> Head:
    """Read head, foot and validity."""
    found = Head()
    _page(policy, found)
    for clause in policy.root.below:
        for sentence in clause.sentences if clause.level == "paragraph" else ():
            if sentence.number not in found.claimed:
                _top(policy, sentence, found)
    _handed_on(policy, found)
    for sentence in reversed(policy.sentences[-6:]):
        labelled = _IN_CHARGE.search(policy.text[max(0, sentence.start - 12) : sentence.start])
        if sentence.number in found.claimed or labelled or not _foot(policy, sentence, found):
            break
    _validity(policy, found)
    found.issuers = list(dict.fromkeys(found.issuers))
    return found


def _top(policy: Policy, sentence: Sentence, found: Head) -> None:
    words = policy.said(sentence).strip()
    place = Span(sentence.start, sentence.end)
    if (match := _NUMBER.search(words)) and len(words) <= len(match[0]) + 12:
        found.number = match[0]
        found.spans["number"] = [Span(sentence.start + match.start(), sentence.start + match.end())]
        found.claimed[sentence.number] = "number"
    elif (
        not found.issuers
        and sentence.number <= 2
        and len(names := words.split()) > 1
        and all(map(_ISSUER.fullmatch, names))
    ):
        found.issuers = names  # several offices issue it together
        places = [policy.text.index(name, sentence.start) for name in names]
        found.spans["issuer"] = [Span(at, at + len(name)) for at, name in zip(places, names, strict=True)]
        found.claimed[sentence.number] = "head"
    elif not found.issuers and 0 < sentence.number <= 3 and len(words) <= 40 and _ISSUER.fullmatch(words):
        found.issuers = [words]  # the firm of a document, on a line of its own
        at = policy.text.find(words, sentence.start)
        found.spans["issuer"] = [Span(at, at + len(words))]
        found.claimed[sentence.number] = "head"
    elif not found.title and words[-1:] not in "。；：;:" and len(words) <= 80:
        found.title = re.sub(r"\s+", "", words)
        found.spans["title"] = [place]
        found.claimed[sentence.number] = "title"
    elif words[-1:] in "：:" and re.match(r"(?:各|有关|你|市|区|县|全)", words) and len(words) <= 80:
        found.claimed[sentence.number] = "addressee"
    elif re.fullmatch(r"[（(].{1,30}[）)]", words) and found.title and sentence.number <= 3:
        found.claimed[sentence.number] = "title"
        found.spans["title"].append(place)
    elif (
        _TITLE.search(found.title) is None
        and _TITLE.search(words)
        and len(words) <= 60
        and sentence.number <= 2
    ):
        found.title, found.spans["title"] = re.sub(r"\s+", "", words), [place]
        found.claimed[sentence.number] = "title"


def _page(policy: Policy, found: Head) -> None:
    """What the web page says of the text: 发布机构：, 发布日期：."""
    for sentences, words in page_lines(policy):
        found.claimed |= {each.number: "head" for each in sentences}
        day, office = told_of(words)
        at = sentences[0].start
        if day is not None and found.issued is None and day.first == day.last:
            found.issued = day.first
            found.spans["date"] = [Span(at, sentences[-1].end)]
        if found.number is None and (number_ := _NUMBER.search(words)):
            found.number = number_[0]
            found.spans["number"] = [Span(at, sentences[-1].end)]
        if office is not None and not found.issuers and _ISSUER.fullmatch(office):
            found.issuers = [office]
            start = policy.text.index(office, at)
            found.spans["issuer"] = [Span(start, start + len(office))]


def _handed_on(policy: Policy, found: Head) -> None:
    """A notice that ends in its middle, with office and day, before the text that it hands on."""
    for office, day, rest in signed(policy):
        read = next(days(re.sub(r"\s", "", policy.said(day))), None)
        if read is not None:
            found.issued, found.spans["date"] = read.first, [Span(day.start, day.end)]
        found.claimed[day.number] = "head"
        name = policy.said(office).strip() if office is not None else ""
        if office is not None and len(name) <= 40 and _ISSUER.fullmatch(name):
            found.claimed[office.number] = "head"
            if name not in found.issuers:
                found.issuers.append(name)
                found.spans.setdefault("issuer", []).append(Span(office.start, office.end))
        for each in rest:
            words = re.sub(r"\s", "", policy.said(each))
            if noted(words) or (_TITLE.search(words) and len(words) <= 60) or words == found.title:
                found.claimed.setdefault(each.number, "head")


def _foot(policy: Policy, sentence: Sentence, found: Head) -> bool:
    words = policy.said(sentence).strip()
    day = _FOOT_DAY.search(words)
    rest = (words[: day.start()] + words[day.end() :]).strip() if day else words
    rest = re.sub(r"^[—\-–]{1,2}\d{1,3}[—\-–]{1,2}", "", rest).strip()
    if (
        rest
        and not (len(rest) <= 60 and all(map(_ISSUER.fullmatch, rest.split())))
        and not re.fullmatch(r"[—\-\d]+|特此(?:通知|公告)。?|附件.{0,60}", rest)
    ):
        return False
    if sentence.mark != sentence.start and not day:
        return False
    if day and found.issued is None and (read := next(days(day[0]), None)):
        found.issued = read.first
        found.spans["date"] = [Span(sentence.start + day.start(), sentence.start + day.end())]
    for name in reversed(rest.split()):  # several offices may sign in one line
        if _ISSUER.fullmatch(name):
            found.issuers.insert(0, name)
            at = policy.text.find(name, sentence.start)
            found.spans.setdefault("issuer", []).insert(0, Span(at, at + len(name)))
    found.claimed[sentence.number] = "foot"
    return True


def _validity(policy: Policy, found: Head) -> None:
    for sentence in policy.sentences:
        words = _western(policy.said(sentence))
        if not re.search(r"施行|执行|实施|生效|有效期|试行|起至", words):
            continue
        since, until, lasts = _SINCE.search(words), _UNTIL.search(words), _LASTS.search(words)
        if (
            since
            and found.since is None
            and (
                re.search(r"施行|执行|实施|生效|试行", words[since.end() : since.end() + 12])
                or (since["to"] and re.search(r"本(?:公告|通告|通知|办法|政策|措施|细则)|政策", words))
            )
        ):
            day = next(iter(days(since["day"])), None) if since["day"] else None
            found.since = found.issued if not since["day"] else day.first if day else None
            found.spans["from"] = [_at(sentence, since)]
            if since["to"] and (last := next(days(since["to"]), None)):
                found.until, found.spans["to"] = last.first, [_at(sentence, since)]
        if until and found.until is None and (last := next(days(until["to"]), None)):
            found.until, found.spans["to"] = last.first, [_at(sentence, until)]
        elif lasts and found.until is None and found.since is not None and since:
            found.until, found.spans["to"] = _after(found.since, lasts), [_at(sentence, lasts)]
    if not found.issuers:
        for sentence in policy.sentences:
            if match := _ISSUED_BY.search(policy.said(sentence)):
                found.issuers = [match[1]]
                found.spans["issuer"] = [Span(sentence.start + match.start(1), sentence.start + match.end(1))]
                return
    _titled(policy, found)


def _titled(policy: Policy, found: Head) -> None:
    """The issuer that a title names before 关于, where nothing else says it."""
    place = next(iter(found.spans.get("title", ())), None)
    if found.issuers or place is None:
        return
    words = policy.text[place.start : place.end]
    before, about, _ = words.partition("关于")
    names = re.split(r"[ \u3000、]+", before)
    if about and all(map(_ISSUER.fullmatch, names)):
        found.issuers = names
        starts = [place.start + words.index(name) for name in names]
        found.spans["issuer"] = [Span(at, at + len(name)) for at, name in zip(starts, names, strict=True)]


def _at(sentence: Sentence, match: re.Match[str]) -> Span:
    """Where a match stands; the whole sentence where its days were written in Chinese numerals."""
    if len(match.string) != sentence.end - sentence.start:
        return Span(sentence.start, sentence.end)
    return Span(sentence.start + match.start(), sentence.start + match.end())


_CHINESE_DAY = re.compile(
    r"(?P<year>[二一][〇零○一二三四五六七八九]{3})年(?P<month>[一二三四五六七八九十]{1,2})月(?P<day>[一二三四五六七八九十]{1,3})日"
)


def _western(words: str) -> str:
    """二〇二七年一月一日 as 2027年1月1日."""
    digits = str.maketrans("〇零○一二三四五六七八九", "000123456789")
    return _CHINESE_DAY.sub(
        lambda day: f"{day['year'].translate(digits)}年{number(day['month'])}月{number(day['day'])}日", words
    )


def _after(day: date, lasts: re.Match[str]) -> date | None:
    """The last day of a stretch that begins on ``day``."""
    count = number(lasts["count"])
    if count is None:
        return None
    months = int(count) * (12 if lasts["unit"] == "年" else 1) + day.month - 1
    try:
        end = date(day.year + months // 12, months % 12 + 1, day.day)
    except ValueError:
        end = date(day.year + months // 12, months % 12 + 1, 28)
    return date.fromordinal(end.toordinal() - 1)


def here(pack: Pack, found: Head, policy: Policy) -> dict[str, str]:
    """What 本市 and 本区 mean in this document: the places its title and issuer name."""
    said = "".join([found.title, *found.issuers])
    places = dict(_places(pack))
    city = next((name for name in places.get("注册省市", ()) if name in said and name.endswith("市")), None)
    district = next((name for name in places.get("注册区", ()) if name in said), None)
    words: dict[str, str] = {}
    if district:
        words |= dict.fromkeys(("本区", "我区", "全区", "区内"), district)
        city = city or _city_of(pack, district)
    if city:
        words |= dict.fromkeys(("本市", "我市", "全市"), city)
    return words


def _places(pack: Pack) -> Iterator[tuple[str, list[str]]]:
    for name in ("注册省市", "注册区"):
        spec = pack.fields.get(name)
        codes = pack.code_lists.get(spec.codes or "") if spec else None
        yield name, [code.value for code in codes.codes] if codes else []


def _city_of(pack: Pack, district: str) -> str | None:
    """The parent of a district, where its code list says one."""
    codes = pack.code_lists.get(pack.fields["注册区"].codes or "")
    return next((code.parent for code in codes.codes if code.value == district), None) if codes else None
