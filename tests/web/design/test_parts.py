"""Parts that pages are put together from: form fields, the pager, words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from twinwheel_web.design.templatetags.words import code_name, grouped, said


class Filing(forms.Form):
    name = forms.CharField(label="Name", help_text="as registered")
    note = forms.CharField(label="Note", required=False)
    agreed = forms.BooleanField(label="Agreed")
    kinds = forms.MultipleChoiceField(
        label="Kinds", choices=[("a", "A")], widget=forms.CheckboxSelectMultiple
    )
    token = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> None:
        raise forms.ValidationError("they do not fit together")


def test_a_field_has_its_label_help_and_error_beside_it() -> None:
    with override("en"):
        html = render_to_string("design/form.html", {"form": Filing({"note": "typed", "token": "t"})})
    assert '<label for="id_name">Name</label>' in html
    assert 'id="id_name_helptext"' in html and 'aria-describedby="id_name_helptext' in html
    assert 'aria-invalid="true"' in html and "This field is required." in html
    assert "(may be left out)" in html and 'value="typed"' in html
    assert "they do not fit together" in html.split("<label")[0]
    assert "<legend>Kinds</legend>" in html
    assert html.count('type="hidden"') == 1 and "Token" not in html


def test_the_pager_keeps_the_question(rf: RequestFactory) -> None:
    pages = Paginator(range(500), 50)
    with override("en"):
        html = render_to_string("design/pager.html", {"page": pages.page(3)}, rf.get("/?q=研发&page=3"))
    assert "?q=%E7%A0%94%E5%8F%91&amp;page=4" in html
    assert '<span aria-current="page">3</span>' in html
    assert (
        render_to_string("design/pager.html", {"page": Paginator([1], 50).page(1)}, rf.get("/")).strip() == ""
    )


@pytest.mark.parametrize(
    ("value", "codes", "zh", "en"),
    [
        ("tax", "themes", "税收", "Tax"),
        ("area", "place-figures", "面积", "area"),
        ("平方公里", "figure-units", "平方公里", "km²"),
        ("not-there", "themes", "not-there", "not-there"),
        ("tax", "no-such-list", "tax", "tax"),
    ],
)
def test_a_code_is_written_as_people_read_it(value: str, codes: str, zh: str, en: str) -> None:
    for language, wanted in (("zh-hans", zh), ("en", en)):
        with override(language):
            assert code_name(value, codes) == wanted


def test_numbers_are_grouped_and_stay_exact() -> None:
    assert grouped(20000) == "20,000"
    assert grouped(Decimal("10206.90")) == "10,206.90"


def test_words_that_are_not_there_are_empty() -> None:
    assert said(None) == said("") == ""
