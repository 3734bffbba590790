"""The page in a real browser: the switch works, nothing hangs out sideways, nothing is fetched."""

from __future__ import annotations

import html as escape
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from twinwheel.reading import pipeline, results
from twinwheel.reports.reading import write as write_reading

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(CHROMIUM is None, reason="needs chromium or google-chrome to draw the page"),
]
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
)

PROBE = """
<script>
(function () {
  var steps = [], root = document.documentElement;
  function note(step) {
    var heading = document.querySelector("h1");
    steps.push({
      step: step, heading: heading.innerText, lang: root.lang, theme: root.dataset.theme || null,
      paper: getComputedStyle(document.body).backgroundColor,
      sideways: root.scrollWidth - root.clientWidth,
      height: heading.getBoundingClientRect().top,
      open: document.querySelectorAll("details[open]").length,
      details: document.querySelectorAll("details").length,
      loaded: performance.getEntriesByType("resource").length
    });
  }
  function press(name) { document.querySelector('[data-switch="' + name + '"]').click(); }
  note("start"); press("lang"); note("english"); press("lang"); note("chinese");
  press("theme"); note("dark"); press("theme"); note("light"); press("open"); note("open"); press("open"); note("closed");
  var out = document.createElement("pre"); out.id = "probe"; out.textContent = JSON.stringify(steps);
  document.body.appendChild(out);
})();
</script>
"""


def chromium(tmp_path: Path, *arguments: str) -> str:
    assert CHROMIUM is not None
    done = subprocess.run(
        [CHROMIUM, *QUIET, f"--user-data-dir={tmp_path / 'profile'}", *arguments],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    if done.returncode and not done.stdout:
        pytest.skip(f"chromium does not start here: {done.stderr[-300:]}")
    return done.stdout


def probed(html: str, tmp_path: Path, width: int, query: str = "") -> dict[str, dict[str, Any]]:
    path = tmp_path / "report.html"
    path.write_text(html.replace("</body>", PROBE + "</body>"), encoding="utf-8")
    dom = chromium(tmp_path, f"--window-size={width},900", "--dump-dom", path.as_uri() + query)
    found = re.search(r'<pre id="probe">(.*?)</pre>', dom, re.S)
    assert found is not None, dom[-500:]
    return {each["step"]: each for each in json.loads(escape.unescape(found[1]))}


def test_the_switches_work_and_the_page_stays_in_its_width(html: str, tmp_path: Path) -> None:
    steps = probed(html, tmp_path, 1280)
    assert (steps["start"]["heading"], steps["start"]["lang"]) == ("政策匹配报告", "zh-CN")
    assert (steps["english"]["heading"], steps["english"]["lang"]) == ("Policy matching report", "en")
    assert steps["chinese"]["heading"] == "政策匹配报告"
    assert (steps["dark"]["theme"], steps["light"]["theme"]) == ("dark", "light")
    assert steps["dark"]["paper"] != steps["light"]["paper"] == "rgb(255, 255, 255)"
    assert (
        steps["open"]["open"]
        == steps["open"]["details"]
        > steps["start"]["open"]
        > steps["closed"]["open"]
        == 0
    )
    assert {each["sideways"] for each in steps.values()} == {0}
    assert {each["loaded"] for each in steps.values()} == {0}
    assert len({each["height"] for each in steps.values()}) == 1, "the heading does not move"


def test_a_phone_shows_it_without_scrolling_sideways(html: str, tmp_path: Path) -> None:
    steps = probed(html, tmp_path, 500, "?lang=en")
    assert steps["start"]["heading"] == "Policy matching report"
    assert {each["sideways"] for each in steps.values()} == {0}


def test_it_prints_on_paper(html: str, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(html, encoding="utf-8")
    chromium(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={tmp_path / 'report.pdf'}", path.as_uri())
    pdf = (tmp_path / "report.pdf").read_bytes()
    pages = [int(each) for each in re.findall(rb"/Count (\d+)", pdf)]
    assert 8 <= max(pages) <= 60
    width, height = (float(each) for each in re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf).groups())  # type: ignore[union-attr]
    assert (round(width), round(height)) == (595, 842), "A4 upright"


NEWS = "示例湾新区：三年建成数据港\n\n新区管委会副主任郑晓东表示，示例湾新区总面积12.6平方公里，已聚集企业3200余家，还将继续努力。\n"


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page about a text and a spoiled rendition of it."""
    folder = tmp_path_factory.mktemp("reading")
    (folder / "a.txt").write_text("😀𬱟\n" + NEWS, encoding="utf-8")  # what JavaScript counts twice
    (folder / "b.txt").write_text(NEWS.replace("郑晓东", "郑晓冬"), encoding="utf-8")
    pipeline.read([folder / "a.txt", folder / "b.txt"], folder / "out", tagger="rules", jobs=1)
    write_reading(folder / "out")
    return folder / "out"


def test_a_fact_in_the_address_shows_its_characters_in_every_rendition(reading: Path, tmp_path: Path) -> None:
    facts = [fact for document in results.documents(reading) for fact in document["facts"]]
    person = next(fact for fact in facts if fact["kind"] == "person")
    address = f"{(reading / 'reading.html').as_uri()}#{person['fact_id']}"
    dom = escape.unescape(chromium(tmp_path, "--virtual-time-budget=3000", "--dump-dom", address))
    card = dom.split('id="card-body"')[1].split("<form")[0]
    assert re.findall(r"<mark>([^<]*)</mark>", card) == ["郑晓东", "郑晓冬"]
    assert [cite.split(" ")[0] for cite in re.findall(r"<cite>([^<]*)</cite>", card)] == ["a.txt", "b.txt"]


@pytest.mark.parametrize("width", [390, 1400])
def test_the_reading_page_keeps_within_its_width_and_fetches_nothing(
    reading: Path, tmp_path: Path, width: int
) -> None:
    page = (reading / "reading.html").read_text(encoding="utf-8")
    # The probe presses a third switch that this page has no use for.
    page = page.replace(
        'data-switch="theme">',
        'data-switch="open" hidden></button><button type="button" data-switch="theme">',
    )
    steps = probed(page, tmp_path, width)
    assert all(step["sideways"] <= 0 and step["loaded"] == 0 for step in steps.values())
    assert steps["english"]["heading"] == "What was read"
