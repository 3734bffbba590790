"""What a run keeps for the next: readable without the pack's folder, and only with the run it belongs to."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from random_subjects import random_pack, seeded
from random_worlds import World, first
from twinwheel.errors import NotFound, RegisterError
from twinwheel.matching.changes import basis
from twinwheel.matching.changes.basis import discard, pack_text, read_basis, read_pack_text, write_basis
from twinwheel.matching.output import Files, write_json
from twinwheel.packs import Pack, read_pack

ROOT = Path(__file__).parents[3]
KEYED = ("subjects", "code_lists", "groups", "definitions", "parameters", "measures")


def kept(world: World, folder: Path) -> Path:
    folder.mkdir()
    with Files(folder) as files:
        write_basis(files, world.plan, world.register(folder / "given.parquet"))
    return folder


@pytest.fixture(scope="module")
def real() -> Pack:
    return read_pack(ROOT / "packs" / "beijing-sti")


def test_a_pack_survives_digit_by_digit(real: Pack) -> None:
    again = read_pack_text(pack_text(real))
    for name in (*KEYED, "info", "hash", "own", "vocabulary"):
        assert getattr(again, name) == getattr(real, name), name
    assert pack_text(again) == pack_text(real)


def test_the_packs_of_the_tests_survive_too() -> None:
    for seed in range(20):
        pack = random_pack(seeded(seed), 4)
        again = read_pack_text(pack_text(pack))
        assert all(getattr(again, name) == getattr(pack, name) for name in KEYED)


def test_only_what_the_rules_read_is_kept(tmp_path: Path) -> None:
    world = first(seeded(3))
    found = read_basis(kept(world, tmp_path / "run"))
    assert set(found.register.columns) <= found.fields == basis.read_by(world.plan.candidates)
    assert found.as_of == world.day
    assert [id for batch in found.register.batches() for id in batch.column(0).to_pylist()] == [
        *world.subjects
    ]


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    world = first(seeded(3))
    one, other = (kept(world, tmp_path / name) / "basis" for name in ("one", "other"))
    for name in basis.FILES:
        assert (one / name).read_bytes() == (other / name).read_bytes()


def test_a_folder_without_a_basis_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"basis/basis\.json is missing\n.*--keep"):
        read_basis(tmp_path)


def test_a_basis_of_another_format_is_refused(tmp_path: Path) -> None:
    folder = kept(first(seeded(3)), tmp_path / "run")
    facts = json.loads((folder / "basis" / "basis.json").read_text("utf-8"))
    write_json({**facts, "format": 99}, folder / "basis" / "basis.json")
    with pytest.raises(RegisterError, match="written in format 99, not 2"):
        read_basis(folder)


@pytest.mark.parametrize("name", ["pack.json", "register.parquet", "basis.json"])
def test_a_damaged_basis_is_refused(tmp_path: Path, name: str) -> None:
    folder = kept(first(seeded(3)), tmp_path / "run")
    path = folder / "basis" / name
    good = path.read_bytes()
    for bad in (good[:-40], b"", b"{}", b"[]", good.replace(b"0", b"1")):
        path.write_bytes(bad)
        with pytest.raises(RegisterError, match=r"(damaged|not as it was written)[\s\S]*--keep"):
            read_basis(folder)
    path.unlink()
    with pytest.raises((NotFound, RegisterError), match=rf"{name}[\s\S]*--keep"):
        read_basis(folder)


def test_one_byte_turned_within_a_value_is_noticed(tmp_path: Path) -> None:
    folder = kept(first(seeded(3)), tmp_path / "run")
    for name in ("pack.json", "register.parquet"):
        path = folder / "basis" / name
        good = path.read_bytes()
        path.write_bytes(good[:99] + bytes([good[99] ^ 1]) + good[100:])
        with pytest.raises(RegisterError, match=rf"{name} is not as it was written"):
            read_basis(folder)
        path.write_bytes(good)
    read_basis(folder)


def test_files_of_two_runs_are_refused(tmp_path: Path) -> None:
    one, other = kept(first(seeded(3)), tmp_path / "a"), kept(first(seeded(9), subjects=2), tmp_path / "b")
    (one / "basis" / "register.parquet").replace(other / "basis" / "register.parquet")
    with pytest.raises(RegisterError, match=r"register\.parquet is not as it was written"):
        read_basis(other)


def test_what_basis_json_says_must_fit(tmp_path: Path) -> None:
    folder = kept(first(seeded(3)), tmp_path / "run")
    facts = json.loads((folder / "basis" / "basis.json").read_text("utf-8"))
    for key, value in (("rows", facts["rows"] + 1), ("pack", "x")):
        write_json({**facts, key: value}, folder / "basis" / "basis.json")
        with pytest.raises(RegisterError, match="not of one run"):
            read_basis(folder)


def test_a_basis_that_a_later_run_left_behind_is_refused(tmp_path: Path) -> None:
    world = first(seeded(3))
    folder = kept(world, tmp_path / "run")
    later = {"as_of": date(2030, 1, 1).isoformat(), "pack": {"hash": "x"}, "register": {"hash": "y"}}
    write_json(later, folder / "summary.json")
    with pytest.raises(RegisterError, match="belongs to another run"):
        read_basis(folder)


def test_discarding_leaves_what_is_not_ours(tmp_path: Path) -> None:
    folder = kept(first(seeded(3)), tmp_path / "run")
    (folder / "basis" / "mine.txt").write_text("x")
    discard(folder)
    assert [each.name for each in (folder / "basis").iterdir()] == ["mine.txt"]
    discard(tmp_path)  # nothing there: nothing happens
