"""The operator: the console without a mouse."""

from __future__ import annotations

from journeys.looking import barriers


def test_rows_are_chosen_and_acted_on_with_the_keyboard(enter) -> None:
    page = enter("operator")
    page.goto("/admin/accounts/membership/")
    row = page.locator(".action-select").nth(2)
    row.focus()
    page.keyboard.press("Space")
    assert row.is_checked()
    page.locator("select[name=action]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".delete-confirmation input[type=submit]").wait_for()
    assert page.locator(".delete-confirmation input[name=_selected_action]").count() == 1
    page.locator(".cancel-link").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/accounts/membership/")


def test_a_list_that_searches_is_used_with_the_keyboard_and_says_what_it_is_for(enter, language: str) -> None:
    page = enter("operator")
    page.goto("/admin/accounts/membership/add/")
    person = page.get_by_role("combobox", name={"zh": "人员", "en": "Person"}[language])
    person.press("Enter")
    page.locator(".select2-results__option--highlighted").wait_for()
    assert barriers(page) == []
    page.keyboard.type("政策分析")
    page.locator(".select2-results__option--highlighted", has_text="政策分析").wait_for()
    page.keyboard.press("Enter")
    assert person.inner_text() == "管委会·政策分析"
