"""What the words of a condition mean: one phrase, one expression, both as a person would write them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from same_decisions import same
from twinwheel.criteria import tree
from twinwheel.criteria.write import write
from twinwheel.packs import Pack
from twinwheel.reading.drafts.compose import Composer
from twinwheel.reading.drafts.conditions import Reader
from twinwheel.reading.drafts.lexicon import Lexicon

DATA = Path(__file__).parent / "data"
BOOKS = [
    yaml.safe_load((DATA / name).read_text(encoding="utf-8")) for name in ("phrases.yaml", "officers.yaml")
]
CASES = [(subject, row) for book in BOOKS for subject, rows in book.items() for row in rows]
SUBJECTS = sorted({subject for subject, _ in CASES})


@pytest.fixture(scope="module")
def composers(pack: Pack) -> dict[str, Composer]:
    return {subject: Composer(Reader(Lexicon(pack, subject))) for subject in SUBJECTS}


@pytest.mark.parametrize(("subject", "row"), CASES, ids=[row["says"] for _, row in CASES])
def test_a_phrase_means_its_expression(
    subject: str, row: dict[str, str], composers: dict[str, Composer], pack: Pack
) -> None:
    composer = composers[subject]
    nodes = [each.node for each in composer.sentence(composer.reader.lexicon.spelling.of(row["says"]))]
    known = [each for each in nodes if each is not None]
    if "means" not in row:
        assert not known, "it is for a person"
        return
    assert (None in nodes) == bool(row.get("human"))
    said = write(known[0] if len(known) == 1 else tree.And(tuple(known)))
    assert any(same(pack, said, right) for right in (row["means"], row.get("also", row["means"]))), said


ENDS = [
    ("从业人数不少于20人", "从业人数 >= 20"),
    ("从业人数达到20人", "从业人数 >= 20"),
    ("从业人数20人（含）以上", "从业人数 >= 20"),
    ("从业人数20人以上（不含）", "从业人数 > 20"),
    ("从业人数超过20人", "从业人数 > 20"),
    ("从业人数不足20人", "从业人数 < 20"),
    ("从业人数未满20人", "从业人数 < 20"),
    ("从业人数不超过20人", "从业人数 <= 20"),
    ("从业人数20人以下", "从业人数 <= 20"),
    ("从业人数20人以内", "从业人数 <= 20"),
    ("从业人数小于20人（含）", "从业人数 <= 20"),
    ("从业人数在20人至300人之间", "从业人数 BETWEEN 20 AND 300"),
    ("从业人数20人以上300人以下", "从业人数 BETWEEN 20 AND 300"),
    ("营业收入不低于1.5亿元", "营业收入 >= 15000"),
    ("营业收入不低于80000000元", "营业收入 >= 8000"),
    ("研发费用占营业收入的比例不低于百分之五", "研发费用占营业收入比 >= 0.05"),
    ("研发人员占职工总数的比例不低于三分之一", "研发人员占比 >= 1 / 3"),  # no decimal holds it exactly
    ("研发人员占职工总数的四分之三以上", "研发人员占比 >= 0.75"),
    ("从业人数不少于一百二十人", "从业人数 >= 120"),
    ("营业收入不低于20人", None),  # the unit does not fit
    ("从业人数不少于20.5人", None),  # nobody is half a person
]


@pytest.mark.parametrize(("says", "means"), ENDS)
def test_comparators_and_units_are_exact(
    says: str, means: str | None, composers: dict[str, Composer], pack: Pack
) -> None:
    composer = composers["enterprise"]
    (found,) = composer.sentence(composer.reader.lexicon.spelling.of(says))
    if means is None:
        assert found.node is None
    else:
        assert found.node is not None
        assert same(pack, write(found.node), means)


JOINED = [
    ("居民企业且实行查账征收", "居民企业 AND 查账征收"),
    (
        "营业收入不低于1000万元，或近两年新增股权融资不低于2000万元",
        "营业收入 >= 1000 OR 近两年新增股权融资 >= 2000",
    ),
    ("未列入经营异常名录和严重失信主体名单", "NOT 经营异常 AND NOT 严重失信"),
    ("资产总额和营业收入均不超过5000万元", "资产总额 <= 5000 AND 营业收入 <= 5000"),
    ("软件著作权或I类知识产权不少于2项", "软件著作权数 >= 2 OR I类知识产权数 >= 2"),
    (
        "营业收入超过1亿元的，研发费用占营业收入的比例不低于3%",
        "NOT 营业收入 > 10000 OR 研发费用占营业收入比 >= 0.03",
    ),
    (
        "资产负债率不超过75%，成立未满三年的企业不受此限",
        "资产负债率 <= 0.75 OR 成立日期 > :as_of - INTERVAL 3 YEAR",
    ),
    ("被列入经营异常名录的企业，不得享受", "NOT 经营异常"),
    (
        "注册资本不低于500万元，不足500万元的，近三年新增股权融资不低于300万元",
        "注册资本 >= 500 OR 近三年新增股权融资 >= 300",
    ),
    (
        "资产总额不超过1亿元；超过1亿元的，资产负债率不高于60%",
        "资产总额 <= 10000 OR 资产负债率 <= 0.6",
    ),
    (
        "研发费用不低于200万元，或者软件著作权5项以上的居民企业",
        "(研发费用 >= 200 OR 软件著作权数 >= 5) AND 居民企业",
    ),
]


@pytest.mark.parametrize(("says", "means"), JOINED)
def test_conditions_join_as_the_text_joins_them(
    says: str, means: str, composers: dict[str, Composer], pack: Pack
) -> None:
    composer = composers["enterprise"]
    nodes = [each.node for each in composer.sentence(composer.reader.lexicon.spelling.of(says))]
    known = [each for each in nodes if each is not None]
    assert len(known) == len(nodes)
    said = write(known[0] if len(known) == 1 else tree.And(tuple(known)))
    assert same(pack, said, means), said


def test_an_alternative_that_is_not_understood_leaves_all_to_a_person(composers: dict[str, Composer]) -> None:
    composer = composers["enterprise"]
    (found,) = composer.sentence(
        composer.reader.lexicon.spelling.of("营业收入不低于1000万元，或者行业口碑良好")
    )
    assert found.node is None
