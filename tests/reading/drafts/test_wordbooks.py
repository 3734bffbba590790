"""The wordbooks of the packs: each names what its own pack holds, or those that pack stands on, and nothing above."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from twinwheel.errors import PackError
from twinwheel.packs import read_pack
from twinwheel.reading.drafts import draft, of_text
from twinwheel.reading.text import MappedText

PACKS = sorted(path.parent.name for path in (Path(__file__).parents[3] / "packs").glob("*/pack.yaml"))
TEXT = "申报条件：企业应当为独立法人，从业人员不少于20人，上年度研发费用不低于500万元。"


@pytest.mark.parametrize("name", PACKS)
def test_a_wordbook_names_fields_of_its_own_pack_or_of_one_below(name: str, root: Path) -> None:
    pack = read_pack(root / "packs" / name)
    assert pack.wordbooks
    for id, book in pack.wordbooks.items():
        assert set(book.fields) <= set(pack.fields), id
        assert set(book.subjects) <= set(pack.subjects), id


@pytest.mark.parametrize("name", PACKS)
def test_each_pack_drafts_by_itself(name: str, root: Path) -> None:
    drafted = draft(of_text(MappedText.of(TEXT)), read_pack(root / "packs" / name), sha256="0" * 64)
    (measure,) = drafted.measures
    assert sum(each.node is not None for each in measure.criteria) == 3


def test_a_wordbook_that_names_a_field_of_a_pack_above_is_refused(root: Path, tmp_path: Path) -> None:
    above = set(read_pack(root / "packs" / "beijing").fields) - set(read_pack(root / "packs" / "cn").fields)
    name = min(above)
    shutil.copytree(root / "packs" / "cn", tmp_path / "cn")
    (tmp_path / "cn" / "reading" / "mistaken.yaml").write_text(
        f"fields:\n  {name}: {{says: [某某]}}\n", encoding="utf-8"
    )
    with pytest.raises(PackError, match=name):
        read_pack(tmp_path / "cn")
