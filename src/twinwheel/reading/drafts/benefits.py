"""What a sentence gives: its kind, its rate, base, cap and floor, and what each of them stands on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache

from twinwheel.reading.drafts import data
from twinwheel.reading.drafts.canonical import Canonical
from twinwheel.reading.drafts.compose import cut
from twinwheel.reading.drafts.lexicon import Lexicon
from twinwheel.reading.drafts.quantities import Quantity, number, quantities
from twinwheel.reading.text import Span

_CAP = re.compile(
    r"(?:最[高多](?:可以?|获得|获|拿到|领到|领取|得到|享受|可给予|给予|补贴|奖励|支持|资助|补助|补偿|奖补|贴息|金额|额度|限额)*(?:不超过|为|达)?"
    r"|(?:总额|累计|合计|金额|补贴额|券|额度|面额)?不(?:得)?(?:超过|高于)|控制在|(?:面值|总额)?以(?=[^,，]{0,10}为限)"
    r"|上限(?:提高到|为|不超过)?|封顶(?:为)?|限额(?:为)?)(?:人民币)?$"
)
_CAPPED = re.compile(r"(?:以内|之内|为限|封顶|为上限)")
_FLOOR = re.compile(r"(?:不(?:得)?(?:少于|低于)|最低(?:不低于)?)(?:人民币)?$")
_BASE = re.compile(
    r"(?:按照|按|给予|予以|依据|以|兑付|补贴|补助|资助|奖励|额度为|标准为)"
    r"(?:其|企业|单位|项目|不超过|年度|上年度|实际发生的?|经审计的?|经核定的?|当年|审定的?|最高|不高于)*"
    r"(?P<base>[A-Z一-龥()、]{2,30}?)的?(?:最高)?(?:不超过|不高于)?$"
)
_NO_RATE = re.compile(r"(?:占(?!比)|低于|税率|法定|不少于|达到|超过).{0,2}$")
"""Before a share that is a condition, not what is given."""
_LENT = re.compile(r"的?[^，,\d]{0,8}(?:贷款|授信)(?=.*贴息.*\d)")
"""最高500万元的贷款，并按利息的40%贴息: what others lend is not what is given."""
_A_PIECE = re.compile(r"每(?:平方米|平米|天|日|月|小时|吨|度|公里)[^,，]{0,8}$")
"""Before a price by measure: no amount that anybody is given."""
_PRICE = re.compile(
    r"/(?:[㎡吨亩度米天日月时]|平方米|平米|公里|小时|千瓦|立方|[一-龥]?[架人班车]次|标?箱|车|公斤|千克)"
)
"""Behind a price by measure: 30元/架次."""
_BARE = re.compile(r"\d[\d.]*[百千]?[万亿](?=[、,，;；。和及(]|的|$|奖|补|支|资)")
_PER = re.compile(
    r"每(?:家|户|个|人|项|件|张)?(?:企业|单位|项目|模型|机构|人|合同|团队)?每年(?:度)?|(?:单个|单户|单家|同一)(?:企业|项目|单位)?(?:年度|每年)|每年|年度|每(?:家|户|个|人|项|件)(?:企业|单位|项目|模型|机构)?|单个(?:企业|项目)|单家企业|同一企业|单人"
)
_YEARS = re.compile(
    r"(?:有效期(?:为|限)?|连续(?:补贴|支持|奖励|资助|扶持|补助)?(?:不超过)?|连[补奖享领]|最多(?:奖励|补贴|支持)?|期限(?:最长)?(?:不超过|为)?)(?P<count>[一二两三四五六七八九十\d]{1,2})年"
    r"|(?:享受|获得|给予|提供)(?P<for>[一二两三四五六七八九十\d]{1,2})年(?=[^,，]{0,6}(?:补贴|补助|资助|支持))"
)
_GRANTS = re.compile(
    r"(?:授予|认定为|颁发|成为)(?:示例|市级|省级|国家级)?(?P<title>[^,，。；;]{2,30}?)(?:称号|资格|证书|$)"
)
_UPTO = re.compile(r"最高|最多|不超过|上限|封顶|以内")


@dataclass
class Money:
    """Amounts as the pack format wants them; ``stands`` says where each figure stands, by name."""

    unit: str = "万元"
    base: Decimal | str | None = None
    rate: Decimal | None = None
    cap: Decimal | None = None
    floor: Decimal | None = None
    per: str | None = None
    upto: bool = False
    stands: dict[str, Span] = field(default_factory=dict)


@dataclass
class Given:
    """One benefit: ``words`` at ``span`` of the policy."""

    kind: str
    words: str
    span: Span
    money: Money | None = None
    grants: str | None = None
    years: Decimal | None = None
    years_span: Span | None = None


@cache
def kinds() -> list[tuple[str, re.Pattern[str]]]:
    return [(kind, re.compile(pattern)) for kind, pattern in data.listed("kinds")]


def kind_of(words: str, known: Iterable[str], otherwise: str | None) -> str | None:
    """The kind a benefit has by its words, among those the pack knows."""
    listed = set(known)
    for kind, pattern in kinds():
        if kind in listed and pattern.search(words):
            return kind
    return otherwise if otherwise in listed else None


def read(lexicon: Lexicon, text: Canonical, words: str, span: Span) -> Given:
    """A benefit from its words in one spelling."""
    codes = lexicon.pack.code_lists.get("benefit-kinds")
    known = [code.value for code in codes.codes] if codes else ["support"]
    money = _money(lexicon, text)
    plain = "reward" if money and isinstance(money.base, Decimal) and money.rate is None else "support"
    kind = kind_of(text.text, known, None) or kind_of(words, known, plain) or min(known)
    given = Given(kind, words, span, money)
    if match := _GRANTS.search(text.text):
        given.grants = match["title"][:80] if kind == "qualification" else None
    if match := _YEARS.search(text.text):
        given.years = number(match["count"] or match["for"])
        given.years_span = text.span(*match.span())
    return given


def _money(lexicon: Lexicon, text: Canonical) -> Money | None:
    money = Money()
    flats: list[Quantity] = []
    for figure in quantities(text.text):
        before = text.text[: figure.start]
        if figure.kind == "share" and figure.parts is None:
            if money.rate is None and not _NO_RATE.search(before.removesuffix("不超过")):
                money.rate = figure.value.normalize()
                money.stands["rate"] = text.span(figure.start, figure.end)
                _base(lexicon, before, money)
        elif (figure.kind == "money" or _BARE.match(text.text, figure.start)) and not re.search(
            r"(?:收入|投资|融资|资产|营收|所得|资本|价值|(?<![面券限总])额)(?:总额)?(?:达到|超过|不低于|在|不少于|高于|低于|未达|达)?$",
            before,
        ):
            if _LENT.match(text.text, figure.end) or _PRICE.match(text.text, figure.end):
                continue
            if figure.kind != "money":
                figure = replace(figure, kind="money")  # 奖励500万: the 元 is understood
            unit = _unit_of(text.text[figure.start : figure.end])
            if _CAP.search(before) or _CAPPED.match(text.text, figure.end):
                _set(money, "cap", figure, unit, text)
            elif _FLOOR.search(before):
                if money.rate is not None:
                    _set(money, "floor", figure, unit, text)
            elif not _A_PIECE.search(before):
                flats.append(figure)
    if flats and money.rate is None and len({each.value for each in flats}) == 1:
        _set(money, "base", flats[0], _unit_of(text.text[flats[0].start : flats[0].end]), text)
    if not money.stands:
        return None
    money.per = _per(text, money)
    money.upto = (
        bool(_UPTO.search(text.text))
        and (money.base is None or isinstance(money.base, str))
        and "rate" not in money.stands
    )
    money.upto = money.upto or bool(re.search(r"(?:不超过|最高)[^,，]{0,20}?\d+(?:\.\d+)?%", text.text))
    return money


def _per(text: Canonical, money: Money) -> str | None:
    """单人最高10万元，每家企业最高30万元: for whom the amount is stands beside it, not beside another."""
    taken = {span.start for span in money.stands.values()}
    for start, end in cut(text.text, ",，;；"):
        piece = text.text[start:end]
        sums = [each for each in quantities(piece) if each.kind == "money"]
        own = not sums or any(text.starts[start + each.start] in taken for each in sums)
        if own and (match := _PER.search(piece)) is not None:
            return match[0]
    return None


def _set(money: Money, name: str, figure: Quantity, unit: str, text: Canonical) -> None:
    if getattr(money, name) is not None:
        return
    if not money.stands.keys() & {"cap", "floor", "base"} and money.base is None:
        money.unit = unit
    value = figure.into(money.unit)
    if value is not None:
        setattr(money, name, value)
        money.stands[name] = text.span(figure.start, figure.end)


def _unit_of(words: str) -> str:
    return "亿元" if "亿" in words else "万元" if "万" in words else "元"


def _base(lexicon: Lexicon, before: str, money: Money) -> None:
    match = _BASE.search(before)
    if match is None:
        return
    for phrase in (match["base"], re.sub(r"^.*?(?:的|其)", "", match["base"])):
        name = lexicon.named(phrase, {"number"}) or lexicon.made_of(phrase, {"number"})
        unit = lexicon.pack.fields[name].unit if name else None
        if name and unit in {"元", "万元", "亿元"}:
            money.base, money.unit = name, unit
            return
