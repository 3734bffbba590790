"""What the documentation prints is what the commands print; what it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import transcripts

ROOT = Path(__file__).resolve().parents[2]
FAMILIES = transcripts.families()
PAGES = sorted(
    each for pattern in ("*.md", "docs/**/*.md", "packs/*.md", "examples/*.md") for each in ROOT.glob(pattern)
)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def steps(document: Path) -> list[transcripts.Step]:
    return list(transcripts.steps(document.read_text(encoding="utf-8").splitlines()))


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: name(family[0]))
def test_every_command_prints_what_the_pages_say_in_both_languages(
    family: transcripts.Family, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    english, chinese = family
    assert chinese == english.with_suffix(".zh.md")
    wrong = transcripts.differences(family, tmp_path / "clone")
    assert not wrong, "\n".join(map(str, [*wrong, "`make docs` puts in what they print now."]))


def test_translations_that_run_something_else_are_refused(tmp_path: Path) -> None:
    one, other = tmp_path / "a.md", tmp_path / "a.zh.md"
    one.write_text("```console\n$ echo one\none\n$ echo two\ntwo\n```\n", encoding="utf-8")
    other.write_text("```console\n$ echo one\none\n```\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.md:4, a\.zh\.md:\?"):
        transcripts.differences((one, other), tmp_path / "clone")


def test_the_tutorial_ends_with_the_pack_of_the_examples() -> None:
    made = {each.path: each.text for each in steps(ROOT / "docs" / "tutorial" / "first-zone.md") if each.path}
    for path, text in made.items():
        kept = ROOT / "examples" / ("example-bay.csv" if path == "bay.csv" else path)
        assert text == kept.read_text(encoding="utf-8").replace("../../packs", "../packs"), path
    example = ROOT / "examples" / "example-bay"
    assert {name(each).removeprefix("examples/") for each in example.rglob("*.yaml")} == made.keys() - {
        "bay.csv"
    }


def test_the_corrected_register_differs_only_where_the_other_is_wrong() -> None:
    wrong, right = (
        (ROOT / "examples" / each).read_text(encoding="utf-8").splitlines()
        for each in ("enterprises.csv", "enterprises-corrected.csv")
    )
    same = {line.rsplit(",", 1)[0] for line in wrong} & set(right)
    assert len(same) == 1 + 5 + 1  # heading, good rows, and one of two with the same id


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", text, flags=re.DOTALL)):
        path, _, anchor = target.partition("#")
        if "://" in target:
            continue
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), f"{name(page)}: {target}"
        if anchor:
            assert anchor in anchors(found.read_text(encoding="utf-8")), f"{name(page)}: {target}"


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_picture_is_one_and_small_enough() -> None:
    picture = (ROOT / "docs" / "images" / "report.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 400_000


@pytest.mark.parametrize(
    ("wanted", "found", "answer"),
    [
        ("a b", "a b", True),
        ("a b", "a b c", False),
        ("a … d", "a b c d", True),
        ("a …", "a", True),
        ("… c", "a b c", True),
        ("a … c … e", "a b c d e", True),
        ("a … c … e", "a b d e", False),
        ("a … b", "b", False),
    ],
)
def test_a_line_of_dots_stands_for_any_number_of_lines(wanted: str, found: str, answer: bool) -> None:
    assert transcripts.same(wanted.split(), found.split()) is answer


def test_a_page_is_read_as_files_and_commands() -> None:
    page = "```yaml file=a/b.yaml\nid: x\n```\n\n```console\n$ one \\\n    --two\nout\n$ three\n```"
    first, second, third = transcripts.steps(page.split("\n"))
    assert (first.path, first.text) == ("a/b.yaml", "id: x\n")
    assert (second.command, second.printed, second.line) == ("one --two", ["out"], 6)
    assert (third.command, third.printed) == ("three", [])


@pytest.mark.parametrize(
    ("command", "answer"),
    [("make demo", False), ("git clone x", False), (". .venv/bin/activate", False), ("twinwheel ask", True)],
)
def test_what_sets_a_machine_up_is_not_run(command: str, answer: bool) -> None:
    assert transcripts.is_run(command) is answer


def test_a_failure_does_not_hide_behind_dots(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\n$ twinwheel pack check nowhere\n…\n```\n", encoding="utf-8")
    (wrong,) = transcripts.differences((page,), tmp_path / "clone")
    assert "no pack here" in wrong.found[0]


def test_outputs_can_be_put_in_anew(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A\n\n```console\n$ echo one\nwrong\n$ echo two\n```\nend\n", encoding="utf-8")
    wrong = transcripts.differences((page,), tmp_path / "clone")
    assert "$ echo one\n--- the page says" in str(wrong[0])
    transcripts.rewrite(page, wrong)
    assert (
        page.read_text(encoding="utf-8") == "# A\n\n```console\n$ echo one\none\n$ echo two\ntwo\n```\nend\n"
    )
