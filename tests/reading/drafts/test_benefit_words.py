"""What a benefit clause gives: its kind, base, rate and cap, as a person would note them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from twinwheel.packs import Pack
from twinwheel.reading.drafts import benefits
from twinwheel.reading.drafts.lexicon import Lexicon
from twinwheel.reading.text import Span

GIVEN = [
    ("按照研发费用的10%给予补助，最高不超过200万元", "subsidy", "研发费用", "0.1", "200"),
    ("给予一次性奖励30万元", "reward", "30", None, None),
    ("给予最高100万元资金支持", "grant", None, None, "100"),
    ("按照实际缴纳保费的80%给予补偿，单户企业最高补偿300万元", "subsidy", "实际缴纳保费", "0.8", "300"),
    ("按照其研发费用的6%给予补助，每户每年补助总额控制在30万元以内", "subsidy", "研发费用", "0.06", "30"),
    ("贴息比例为60%，每家累计不超过20万元", "interest-subsidy", None, "0.6", "20"),
    ("减按15%的税率征收企业所得税", "tax", None, "0.15", None),
    ("补助额度为研发费用的5%，封顶200万元", "subsidy", "研发费用", "0.05", "200"),
    ("用服务券支付一半，单张券面值以10万元为限", "voucher", None, "0.5", "10"),
    ("按照每平方米每天2元的标准给予房租补贴", "subsidy", None, None, None),  # no amount anybody is given
    ("给予不低于10万元、不超过50万元的奖励", "reward", None, None, "50"),
    ("可申领创新券，面额5万元", "voucher", "5", None, None),
    ("最多可以拿到60万元补助", "subsidy", None, None, "60"),
    ("可以按每人500元申领稳岗补贴，最高10万元", "subsidy", "0.05", None, "10"),
    ("奖励80万", "reward", "80", None, None),
    ("按照每架次的标准给予25元/架次的奖励，每家企业最高60万元", "reward", None, None, "60"),
    ("给予不超过4‰的奖励", "reward", None, "0.004", None),
    ("按年度税收贡献40%的标准予以扶持奖励", "reward", None, "0.4", None),
    ("分别给予200万、90万、30万元的奖励", "reward", None, None, None),  # three sums, for three circles
    ("再加10万元", "reward", "10", None, None),
    ("准予结转以后年度弥补", "tax", None, None, None),
    ("无需办理进口许可证", "no-licence", None, None, None),
]


@pytest.mark.parametrize(("words", "kind", "base", "rate", "cap"), GIVEN, ids=[each[0] for each in GIVEN])
def test_a_benefit_is_read_as_it_is_said(
    words: str, kind: str, base: str | None, rate: str | None, cap: str | None, pack: Pack
) -> None:
    lexicon = Lexicon(pack, "enterprise")
    given = benefits.read(lexicon, lexicon.spelling.of(words), words, Span(0, len(words)))
    assert given.kind == kind
    money = given.money or benefits.Money()
    assert str(
        money.base if not isinstance(money.base, Decimal) else money.base.normalize().__format__("f")
    ) == str(base)
    assert (money.rate, money.cap) == (rate and Decimal(rate), cap and Decimal(cap))


def test_for_whom_an_amount_is_stands_beside_it(pack: Pack) -> None:
    lexicon = Lexicon(pack, "enterprise")
    words = "单人最高8万元，每家企业最高不超过40万元"
    money = benefits.read(lexicon, lexicon.spelling.of(words), words, Span(0, len(words))).money
    assert money is not None
    assert (money.cap, money.per) == (Decimal(8), "单人")
