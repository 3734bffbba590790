"""What a clerk does for their enterprise."""

from __future__ import annotations

import io
import re

import openpyxl

from journeys.looking import barriers, foreign

CLERK, OTHER = "enterprise-officer", "other-enterprise"
SECTION = "/mine/profile/research/"


def known(page) -> int:
    """How many fields of the profile are known."""
    page.goto("/mine/profile/")
    return int(page.locator("#known").get_attribute("value") or 0)


def test_seeing_what_the_enterprise_can_get_and_why(enter, language: str) -> None:
    page = enter(CLERK)
    page.goto("/mine/get/")
    told = {
        each: int(page.locator(f"[data-outcome={each}]").inner_text())
        for each in ("eligible", "needs_review", "unknown", "ineligible")
    }
    assert told == {each: page.locator(f"[data-is={each}]").count() for each in told}
    assert sum(told.values()) > 20
    why = page.locator("details", has=page.locator(".why")).first
    why.locator("summary").click()
    why.locator(".criteria .chip").first.wait_for()
    assert "《" in why.inner_text()  # the citation
    assert barriers(page) + foreign(page, language) == []
    page.locator("#as_of").fill("2015-06-01")  # long before most measures
    page.locator("form.asof button").click()
    page.wait_for_url("**as_of=2015-06-01")
    assert page.locator("[data-is]").count() < sum(told.values())


def test_taking_it_home_as_excel_and_pdf(enter) -> None:
    page = enter(CLERK)
    page.goto("/mine/get/")
    amount = page.locator("#best-amount").get_attribute("data-yuan")
    book = page.request.get(page.locator("a[href*='report.xlsx']").get_attribute("href"))
    cells = [
        str(cell)
        for sheet in openpyxl.load_workbook(io.BytesIO(book.body()))
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell is not None
    ]
    assert len(cells) > 100
    assert amount is not None
    paper = page.request.get(page.locator("a[href*='report.pdf']").get_attribute("href"), timeout=60_000)
    assert (paper.status, paper.body()[:4]) == (200, b"%PDF")


def test_answering_the_question_that_decides_most(enter) -> None:
    page = enter(CLERK)
    before = known(page)
    page.goto("/mine/ask/")
    first = page.locator("main h2").first.inner_text()
    page.locator("main form .actions a.button").click()  # I do not know; next question
    page.wait_for_url(re.compile(r"skip="))
    asked = page.locator("main h2").first.inner_text()
    assert asked != first
    answer = page.locator("main form .cell :is(input:not([type=hidden]), select)").first
    kind = answer.evaluate("each => each.localName === 'select' ? 'select' : each.type")
    if kind == "select":
        answer.select_option(index=1)
    elif kind in {"radio", "checkbox"}:
        page.locator("main form .cell input[type=radio], main form .cell input[type=checkbox]").last.check()
    else:
        answer.fill("2020-01-01" if kind == "date" else "1")
    page.locator("main form button.primary").click()
    page.wait_for_function("asked => document.querySelector('main h2').innerText !== asked", arg=asked)
    assert known(page) > before


def test_trying_other_values_without_keeping_them(enter) -> None:
    page = enter(CLERK)
    page.goto("/mine/what-if/")
    slider = page.locator("#trial input[type=range]").first
    slider.wait_for()
    with page.expect_response(re.compile("/mine/what-if/")):
        slider.evaluate(
            "each => { each.value = each.max; each.dispatchEvent(new Event('input', {bubbles: true})) }"
        )
    page.wait_for_url(re.compile(r"\?.+="))
    tried, address = page.locator("#tried").inner_text(), page.url
    page.goto(address)
    assert page.locator("#tried").inner_text() == tried
    page.goto("/mine/what-if/")
    assert page.locator("#tried .chip").count() == 0  # nothing would be other than now: nothing was kept


def test_saving_a_search_is_being_told(enter, language: str) -> None:
    page, name = enter(CLERK), f"研发 {language}"
    page.goto("/policies/?q=研发")
    page.locator('a[href*="/mine/alerts/new/"]').first.click()
    page.locator("main form input[type=text]").first.fill(name)
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile("/mine/alerts/$"))
    saved = page.locator("main li", has_text=name)
    assert saved.count() == 1
    saved.locator("form button").click()  # tell me no more
    saved.wait_for(state="detached")


def test_filing_a_value_loses_nothing_that_was_typed(enter, language: str) -> None:
    page = enter(OTHER)
    page.goto(SECTION)
    fields = page.locator("main form input[inputmode=decimal]")
    wrong, right = fields.nth(0), fields.nth(1)
    before, new = wrong.input_value(), {"zh": "21", "en": "22"}[language]
    wrong.fill("about forty")
    right.fill(new)
    page.locator("main form button.primary").click()
    page.locator("main [role=alert]").wait_for()
    assert [wrong.input_value(), right.input_value()] == ["about forty", new]
    assert wrong.get_attribute("aria-invalid") == "true"
    assert barriers(page) + foreign(page, language) == []
    wrong.fill(before)
    page.locator("main form button.primary").click()
    page.wait_for_url(lambda url: SECTION not in url)  # saved, and on to the next
    page.goto(SECTION)
    assert [wrong.input_value(), right.input_value()] == [before, new]


def test_a_sheet_of_excel_shows_what_would_change_before_it_is_filed(enter, language: str, tmp_path) -> None:
    page = enter(OTHER)
    new, shown = {"zh": (733.5, "733.5"), "en": (744.5, "7.445 million")}[language]
    page.goto(SECTION)
    cell = page.locator("main form input[inputmode=decimal]").first
    label = page.locator(f"label[for='{cell.get_attribute('id')}']")
    name = label.evaluate("each => each.firstChild.data.trim()")
    page.goto("/mine/import/")
    with page.expect_download() as template:
        page.locator("main a[href*='template.xlsx']").click()
    book = openpyxl.load_workbook(io.BytesIO(template.value.path().read_bytes()))
    line = next(row for row in book.active.iter_rows() if str(row[0].value).startswith(name))
    line[1].value = new
    book.save(tmp_path / "values.xlsx")
    page.set_input_files("main input[type=file]", tmp_path / "values.xlsx")
    page.locator("main form button").last.click()
    page.locator("#differences").wait_for()
    assert page.locator("main tbody tr").count() == 1
    assert shown in page.locator("main tbody tr").inner_text()
    assert barriers(page) + foreign(page, language) == []
    page.locator("main form button.primary").click()
    page.locator(".messages .success").wait_for()
    page.goto(SECTION)
    assert cell.input_value() == str(new)


def test_no_other_enterprise_is_open(enter) -> None:
    page, other = enter(CLERK), enter(OTHER)
    page.goto("/mine/")
    other.goto("/mine/")
    own = page.locator("main .lead").inner_text()
    assert other.locator("main .lead").inner_text() != own
    number = re.search(r"subject=(\d+)", other.content())
    assert number
    assert page.request.get(f"/mine/get/?subject={number[1]}").status in {403, 404}
