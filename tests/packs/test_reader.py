"""A folder, and what it extends: everything that is wrong in one run, each with its file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from small_pack import FILES, Write
from twinwheel.errors import NotFound, PackError
from twinwheel.packs import read_pack

HERE = Path(__file__).parent
MEASURE = FILES["measures/tax/m1.yaml"]


def problems(folder: Path) -> list[str]:
    with pytest.raises(PackError) as caught:
        read_pack(folder)
    return [str(each) for each in caught.value.problems]


def test_the_small_pack_is_sound(small_pack: Write) -> None:
    pack = read_pack(small_pack())
    assert list(pack.measures) == ["m1"]
    assert pack.fields["人数"].aliases == ["员工数"]
    assert len(pack.hash) == 64


def test_all_that_is_wrong_is_said_in_one_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``broken/`` has a mistake in every file; ``broken.txt`` beside it is what a person reads."""
    shutil.copytree(HERE / "broken", tmp_path / "broken")
    monkeypatch.chdir(tmp_path)
    found = "\n".join(problems(Path("broken"))) + "\n"
    assert found == (HERE / "broken.txt").read_text(encoding="utf-8")


def test_what_is_sound_file_by_file_is_then_held_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``mistaken/`` follows the format everywhere, but its names and units do not fit."""
    shutil.copytree(HERE / "mistaken", tmp_path / "mistaken")
    monkeypatch.chdir(tmp_path)
    found = "\n".join(problems(Path("mistaken"))) + "\n"
    assert found == (HERE / "mistaken.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "content", "wanted"),
    [
        ("pack.yaml", "id: small\n", 'pack/pack.yaml:1: "title" is missing\n  Add it.'),
        (
            "pack.yaml",
            "",
            "pack/pack.yaml:1: this file: input should be a valid dictionary or instance of PackInfo",
        ),
        (
            "pack.yaml",
            "[1, 2]",
            "pack/pack.yaml:1: this file: input should be a valid dictionary or instance of PackInfo",
        ),
        (
            "pack.yaml",
            FILES["pack.yaml"].replace("version:", "verzion:"),
            'pack/pack.yaml:1: "version" is missing\n  Add it.',
        ),
        (
            "pack.yaml",
            FILES["pack.yaml"].replace("2026-11-21", "2026-11-31"),
            "pack/pack.yaml:5: reviewed: input should be a valid date",
        ),
        (
            "pack.yaml",
            FILES["pack.yaml"].replace("2026-11-21", "2026"),
            "pack/pack.yaml:5: reviewed: not a day; write it as 2016-01-01 (found '2026')",
        ),
        (
            "pack.yaml",
            FILES["pack.yaml"].replace("id: small", "id: Small Pack"),
            "pack/pack.yaml:1: id: string should match pattern",
        ),
        (
            "pack.yaml",
            FILES["pack.yaml"] + "extends: cn\n",
            "pack/pack.yaml:6: extends: input should be a valid list (found 'cn')",
        ),
        ("definitions.yaml", "[1]", "pack/definitions.yaml:1: names and their values are wanted here"),
        (
            "definitions.yaml",
            "成立天数: 3",
            "pack/definitions.yaml:1: 成立天数: input should be a valid dictionary",
        ),
        (
            "subjects.yaml",
            "firm: {label: 企业, key: 编号}",
            "pack/subjects.yaml:1: firm.label: input should be a valid dictionary",
        ),
        (
            "codes/sizes.yaml",
            "title: {zh: 规模, en: Size}\ncodes: []\n",
            "pack/codes/sizes.yaml:2: codes: list should have at least 1 item",
        ),
        (
            "fields/firm.yaml",
            FILES["fields/firm.yaml"].replace("min: 0, max: 1", "min: 1, max: 0"),
            "pack/fields/firm.yaml:6: fields.占比: max 0 is less than min 1",
        ),
        (
            "fields/firm.yaml",
            FILES["fields/firm.yaml"].replace("type: bool", "type: boolean"),
            "pack/fields/firm.yaml:7: fields.居民.type: input should be 'number', 'ratio'",
        ),
        (
            "parameters/limits.yaml",
            FILES["parameters/limits.yaml"].replace("300", "many"),
            "pack/parameters/limits.yaml:5: 人数上限.values.0.value: ",
        ),
        (
            "measures/m2.yaml",
            MEASURE,
            'pack/measures/m2.yaml:1: id is "m1", but the file is m2.yaml\n  Name the file after the id.',
        ),
        (
            "measures/m1.yaml",
            MEASURE,
            'pack/measures/tax/m1.yaml:1: "m1" is already in pack/measures/m1.yaml\n  Ids are unique in a pack; rename one.',
        ),
        (
            "measures/tax/m1.yaml",
            MEASURE.replace("when: ", "wenn: "),
            'pack/measures/tax/m1.yaml:12: unknown key "criteria.0.wenn"\n  Did you mean "when"?',
        ),
        (
            "measures/tax/m1.yaml",
            MEASURE.replace("to: null", "to: 2017-12-31"),
            "pack/measures/tax/m1.yaml:7: valid: ends on 2017-12-31, before it begins on 2018-01-01",
        ),
        (
            "measures/tax/m1.yaml",
            MEASURE.replace("subject: firm", "subject: firm\nkind: programme"),
            "pack/measures/tax/m1.yaml:1: this file: a programme has no criteria and no tests",
        ),
        (
            "measures/tax/m1.yaml",
            MEASURE.replace("confidence: A", "confidence: D"),
            "pack/measures/tax/m1.yaml:8: source.confidence: input should be 'A', 'B' or 'C' (found 'D')",
        ),
        (
            "measures/tax/m1.yaml",
            MEASURE.replace("outcome: eligible", "outcome: yes"),
            "pack/measures/tax/m1.yaml:19: tests.0: expect.outcome cannot be 'yes'; it is one of eligible, needs_review, unknown, ineligible",
        ),
        ("measures/tax/m1.yaml", MEASURE.replace("cap: 50", "cap: -50"), "pack/measures/tax/m1.yaml:16: "),
        ("notes.yaml", "a: 1\n", "pack/notes.yaml: this file has no place in a pack\n  Files: pack.yaml"),
        ("measures/tax/m1.yaml", MEASURE.encode("gb18030"), "pack/measures/tax/m1.yaml:2: not UTF-8: byte "),
        ("measures/tax/m1.yaml", "x" * 3_000_000, "pack/measures/tax/m1.yaml:1: larger than 2,000,000 bytes"),
        (
            "measures/tax/m1.yaml",
            b"\x89PNG\r\n\x1a\n\0\0\0",
            "pack/measures/tax/m1.yaml:1: not UTF-8: byte 0",
        ),
    ],
    ids=range(27),
)
def test_one_mistake(name: str, content: str | bytes, wanted: str, small_pack: Write) -> None:
    """The first thing that is said, as far as ``wanted`` goes."""
    folder = small_pack({name: content})
    assert problems(folder)[0].startswith(wanted)


@pytest.mark.parametrize("bom", [True, False])
def test_a_byte_order_mark_and_carriage_returns_are_read(bom: bool, small_pack: Write) -> None:
    content = MEASURE.replace("\n", "\r\n").encode("utf-8-sig" if bom else "utf-8")
    assert read_pack(small_pack({"measures/tax/m1.yaml": content})).measures["m1"].title.zh == "措施一"


def test_a_folder_without_a_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_pack: Write) -> None:
    small_pack(at="packs/beijing")
    with pytest.raises(NotFound) as caught:
        read_pack("packs/bejing")
    assert (
        str(caught.value)
        == 'packs/bejing: no pack here: pack.yaml is missing\n  Did you mean "packs/beijing"?'
    )


# --- extends -------------------------------------------------------------------------------------

EMPTY = {name: None for name in FILES if name != "pack.yaml"}
INFO = FILES["pack.yaml"]


def child(extends: str, **more: str) -> dict[str, str | None]:
    """A pack that only extends others, and what ``more`` gives."""
    return {**EMPTY, "pack.yaml": INFO.replace("id: small", "id: child") + f"extends: [{extends}]\n", **more}


def test_a_chain_of_packs_reads_from_the_far_end(small_pack: Write) -> None:
    small_pack(at="a")
    small_pack(child("../a", **{"measures/m2.yaml": MEASURE.replace("id: m1", "id: m2")}), at="b")
    folder = small_pack(child("../b", **{"measures/m3.yaml": MEASURE.replace("id: m1", "id: m3")}), at="c")
    pack = read_pack(folder)
    assert list(pack.measures) == ["m1", "m2", "m3"]
    assert pack.own == {"m3"}
    assert pack.info.id == "child"
    assert "人数" in pack.fields


def test_a_pack_that_is_reached_twice_is_read_once(small_pack: Write) -> None:
    small_pack(at="a")
    small_pack(child("../a"), at="b")
    small_pack(child("../a"), at="c")
    assert list(read_pack(small_pack(child("../b, ../c"), at="d")).measures) == ["m1"]


def test_the_hash_covers_the_packs_below(small_pack: Write) -> None:
    small_pack(at="a")
    folder = small_pack(child("../a"), at="b")
    before = read_pack(folder).hash
    assert read_pack(folder).hash == before
    small_pack({"measures/tax/m1.yaml": MEASURE + "# a comment\n"}, at="a")
    assert read_pack(folder).hash != before


def test_names_of_a_parent_cannot_be_declared_again(small_pack: Write) -> None:
    small_pack(at="a")
    folder = small_pack(child("../a", **{"parameters/p.yaml": FILES["parameters/limits.yaml"]}), at="b")
    assert problems(folder) == [
        'b/parameters/p.yaml:1: "人数上限" is already declared by a pack this one extends\n  Rename it or leave it out here.'
    ]


def test_a_circle_of_packs(small_pack: Write) -> None:
    small_pack(child("../c"), at="b")
    folder = small_pack(child("../b"), at="c")
    assert problems(folder)[0] == 'b/pack.yaml:6: "../c" extends this pack in turn'
    assert problems(small_pack(child("."), at="d"))[0] == 'd/pack.yaml:6: "." extends this pack in turn'


@pytest.mark.parametrize(
    "name", ["../nothere", "/", "../../../..", "", "'\\0'", "x" * 5_000, "~", "http://example.org/pack"]
)
def test_a_pack_that_is_not_there(name: str, small_pack: Write) -> None:
    found = problems(small_pack(child(f'"{name}"' if "'" not in name else '"\\0"')))
    assert "extends" in found[0]
    assert found[0].startswith("pack/pack.yaml:6: ")


def test_the_name_of_a_pack_that_is_not_there_is_guessed(small_pack: Write) -> None:
    small_pack(at="beijing")
    folder = small_pack(child("../bejing"), at="zone")
    assert problems(folder) == [
        'zone/pack.yaml:6: extends "../bejing", but there is no pack at bejing\n  Did you mean "zone/../beijing"?'
    ]


def test_links_are_not_followed(small_pack: Write, tmp_path: Path) -> None:
    folder = small_pack()
    (tmp_path / "outside.yaml").write_text("secret")
    (folder / "measures" / "m9.yaml").symlink_to(tmp_path / "outside.yaml")
    assert problems(folder) == [
        "pack/measures/m9.yaml:1: not a plain file\n  Links are not followed inside a pack."
    ]


# --- code lists that grow ------------------------------------------------------------------------

CITY = "title: {zh: 层级, en: Levels}\nadds: true\ncodes:\n  - {value: city, en: City}\n"


def test_a_zone_adds_its_levels_to_those_it_inherits(small_pack: Write) -> None:
    small_pack(at="a")
    pack = read_pack(small_pack({**child("../a"), "codes/levels.yaml": CITY}, at="b"))
    assert [code.value for code in pack.code_lists["levels"].codes] == ["national", "city"]


def test_a_list_of_the_same_name_must_say_that_it_adds(small_pack: Write) -> None:
    small_pack(at="a")
    found = problems(
        small_pack({**child("../a"), "codes/levels.yaml": CITY.replace("adds: true\n", "")}, at="b")
    )
    assert "Say `adds: true` to add values to that list, or rename this one." in found[0]


def test_nothing_can_be_added_to_a_list_that_is_not_there(small_pack: Write) -> None:
    small_pack(at="a")
    found = problems(small_pack({**child("../a"), "codes/lvels.yaml": CITY}, at="b"))
    assert found == [
        'b/codes/lvels.yaml:1: "lvels" adds to a list that no extended pack has\n  Remove `adds`.'
    ]
