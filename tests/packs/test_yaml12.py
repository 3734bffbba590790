"""YAML 1.2, and only what a data file needs: the value or the reason with its line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from time import perf_counter

import pytest

from twinwheel.packs.yaml12 import MAX_DEPTH, Document, load


def read(tmp_path: Path, content: str | bytes) -> Document:
    path = tmp_path / "a.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return load(path, "a.yaml")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on", "on"),
        ("off", "off"),
        ("yes", "yes"),
        ("no", "no"),
        ("NO", "NO"),
        ("y", "y"),
        ("=", "="),
        ("<<", "<<"),
        ("01", "01"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("12e", "12e"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("2016-01-29", "2016-01-29"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("+3", 3),
        ("0", 0),
        ("0.05", Decimal("0.05")),
        (".5", Decimal("0.5")),
        ("5.", Decimal(5)),
        ("1e3", Decimal("1E+3")),
        ("0.1000000000000000000001", Decimal("0.1000000000000000000001")),
        ('"01"', "01"),
        ("'true'", "true"),
        ('"12"', "12"),
        ("国科发火〔2016〕32号", "国科发火〔2016〕32号"),
        ("收入 >= 100 AND 人数 < 3", "收入 >= 100 AND 人数 < 3"),
        (":as_of - 成立日期", ":as_of - 成立日期"),
        ("|\n  a\n  b\n", "a\nb\n"),
        (">\n  a\n  b\n", "a b\n"),
        ("[1, no, null]", [1, "no", None]),
        ("{a: on, b: {c: []}}", {"a": "on", "b": {"c": []}}),
        ("a: 1\nb:\n  - x\n  - y: 2\n", {"a": 1, "b": ["x", {"y": 2}]}),
        ("1: a\ntrue: b\n", {"1": "a", "true": "b"}),
        ("\ufeffa: 1", {"a": 1}),
        ("# only a comment", None),
        ("--- \na: 1", {"a": 1}),
    ],
)
def test_values(text: str, value: object, tmp_path: Path) -> None:
    found = read(tmp_path, text)
    assert found.problems == []
    assert found.value == value
    assert type(found.value) is type(value)


def bomb() -> str:
    """A billion laughs: nine levels of ten references each."""
    lines = ["a0: &a0 [lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ("a: 1\nb: 2\na: 3\n", 'a.yaml:3: key "a" stands here twice\n  Keep one of the two.'),
        ("a: {b: 1,\n  b: 2}", 'a.yaml:2: key "b" stands here twice\n  Keep one of the two.'),
        (
            "x: 1\na: &here 1",
            "a.yaml:2: anchors and aliases (& and *) are not allowed\n  Write the value out.",
        ),
        ("a: *there", "a.yaml:1: anchors and aliases (& and *) are not allowed\n  Write the value out."),
        (bomb(), "a.yaml:1: anchors and aliases (& and *) are not allowed\n  Write the value out."),
        (
            "a: 1\nb: !!python/object/apply:os.system [id]",
            "a.yaml:2: tags are not allowed: tag:yaml.org,2002:python/object/apply:os.system\n  Remove the tag.",
        ),
        ("a: !x 1", "a.yaml:1: tags are not allowed: !x\n  Remove the tag."),
        ("a: 1\n---\nb: 2", "a.yaml:2: one document per file\n  Remove the line `---`."),
        ("? [a, b]\n: 1", "a.yaml:1: a key must be a plain text\n  Write key: value."),
        ("{{a: 1}: 2}", "a.yaml:1: a key must be a plain text\n  Write key: value."),
        ("[" * (MAX_DEPTH + 1), f"a.yaml:1: nested deeper than {MAX_DEPTH} levels\n  Flatten it."),
        ("[" * 900_000, f"a.yaml:1: nested deeper than {MAX_DEPTH} levels\n  Flatten it."),
        (
            "\n".join(" " * n + "a:" for n in range(900)),
            f"a.yaml:{MAX_DEPTH + 1}: nested deeper than {MAX_DEPTH} levels\n  Flatten it.",
        ),
        ("a: " + "x" * 20_001, "a.yaml:1: a text of more than 20,000 characters\n  Shorten it."),
        ("a: " + "x" * 10_000_000, "a.yaml:1: larger than 2,000,000 bytes\n  Split it."),
        ("a: 1\nb: [1, 2\nc: 3", "a.yaml:3: not YAML: did not find expected ',' or ']'"),
        ("a: 1\n\tb: 2", "a.yaml:2: not YAML: found a tab character that violates indentation"),
        ("a: 'x", "a.yaml:1: not YAML: found unexpected end of stream"),
        ("a: b: c", "a.yaml:1: not YAML: mapping values are not allowed in this context"),
        ("a: 1\nb: \x00", "a.yaml:2: not YAML: control characters are not allowed: #x0000\n  Remove it."),
        (
            b"\x7fELF\x02\x01\x01" + bytes(range(256)),
            "a.yaml:2: not UTF-8: byte 135\n  Save the file as UTF-8.",
        ),
        (
            "title: 高新技术企业\nname: 企业".encode("gb18030"),
            "a.yaml:1: not UTF-8: byte 7\n  Save the file as UTF-8.",
        ),
        ("a: 1\nb: 高新".encode("gb18030"), "a.yaml:2: not UTF-8: byte 8\n  Save the file as UTF-8."),
        ("a: 1".encode("utf-16"), "a.yaml:1: not UTF-8: byte 0\n  Save the file as UTF-8."),
    ],
    ids=range(24),
)
def test_what_is_refused_and_where(content: str | bytes, wanted: str, tmp_path: Path) -> None:
    begun = perf_counter()
    found = read(tmp_path, content)
    assert perf_counter() - begun < 2
    assert "\n".join(map(str, found.problems)) == wanted


def test_lines_of_values_are_kept(tmp_path: Path) -> None:
    found = read(tmp_path, "a: 1\nb:\n  - x\n  - {c: 1,\n     d: 2}\n\n# note\ne: |\n  text\n")
    assert {
        path: found.line(path) for path in [("a",), ("b",), ("b", 0), ("b", 1), ("b", 1, "d"), ("e",)]
    } == {
        ("a",): 1,
        ("b",): 2,
        ("b", 0): 3,
        ("b", 1): 4,
        ("b", 1, "d"): 5,
        ("e",): 8,
    }
    assert found.line(("b", 1, "d", "deeper")) == 5  # what is not there has the line of what is around it
    assert found.line(("nowhere",)) == 1


def test_links_folders_and_files_that_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "real.yaml").write_text("a: 1")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real.yaml")
    (tmp_path / "folder.yaml").mkdir()
    for name, wanted in (
        ("link.yaml", "not a plain file"),
        ("folder.yaml", "not a plain file"),
        ("absent.yaml", "there is no such file"),
    ):
        (problem,) = load(tmp_path / name, name).problems
        assert problem.what == wanted
