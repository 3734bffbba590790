"""The operator's console: every list and form opens, logs are only read, and there is one way in."""

from __future__ import annotations

import re

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils.translation import override

from twinwheel_web import clock
from twinwheel_web.accounts.models import Delegation, Impersonation, Membership, Organisation, User, View

pytestmark = pytest.mark.django_db
CHINESE = re.compile(r"[\u3400-\u9fff]")
LOGS = (View, Impersonation)
OURS = (User, Organisation, Membership, Delegation, *LOGS)


def test_the_way_in_is_the_portals_own(client) -> None:
    answer = client.get("/admin/", follow=True)
    assert [address.partition("?")[0] for address, _ in answer.redirect_chain] == [
        "/admin/login/",
        "/sign/login/",
    ]
    assert answer.wsgi_request.GET["next"] == "/admin/"


def test_the_console_asks_for_no_password_of_its_own(client) -> None:
    User.objects.create_superuser("root", password="a long good password")
    client.post("/admin/login/", {"username": "root", "password": "a long good password", "next": "/admin/"})
    assert not client.get("/").wsgi_request.user.is_authenticated


@pytest.mark.parametrize(
    ("address", "onward"),
    [("/admin/logout/", "/sign/logout/"), ("/admin/password_change/", "/sign/password/change/")],
)
def test_leaving_and_passwords_are_the_portals_own(client_of, address: str, onward: str) -> None:
    answer = (
        client_of("operator").post(address) if "logout" in address else client_of("operator").get(address)
    )
    assert answer.url == onward


def test_staff_who_are_no_operators_do_not_come_in(client_of) -> None:
    User.objects.filter(username="person").update(is_staff=True)
    assert client_of("person").get("/admin/", follow=True).status_code == 403


def listed() -> list[str]:
    return [f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry]


def test_every_list_and_every_search_opens(client_of) -> None:
    client = client_of("operator")
    failed = [
        name
        for name in listed()
        for query in ("", "?q=a")
        if client.get(reverse(f"admin:{name}_changelist") + query).status_code != 200
    ]
    assert failed == []
    assert {f"{model._meta.app_label}_{model._meta.model_name}" for model in OURS} <= set(listed())


@pytest.mark.parametrize("model", OURS)
def test_every_row_opens(client_of, model: type) -> None:
    operator = User.objects.get(username="operator")
    Impersonation.objects.create(operator=operator, user=operator, started_at=clock.now())
    View.objects.create(user=operator, subject_type="enterprise", subject_code="X", page="/", at=clock.now())
    name = f"admin:accounts_{model._meta.model_name}"
    row = model.objects.first()
    client = client_of("operator")
    assert client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
    if model in LOGS:
        assert client.get(reverse(f"{name}_add")).status_code == 403
        assert client.post(reverse(f"{name}_change", args=[row.pk]), {"page": "/other"}).status_code == 403
        assert client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_the_list_of_people_offers_to_step_into_a_place_but_not_an_operators(client_of) -> None:
    User.objects.create(username="second", is_superuser=True)
    page = client_of("operator").get("/admin/accounts/user/").content.decode()
    assert page.count("data-hijack-user=") == User.objects.filter(is_superuser=False).count()


@override("zh-hans")
def test_every_model_field_and_app_has_its_name_in_chinese() -> None:
    names = {
        f"{model._meta.label}.{part}": str(name)
        for model in admin.site._registry
        for part, name in [
            ("", model._meta.verbose_name),
            ("s", model._meta.verbose_name_plural),
            ("app", model._meta.app_config.verbose_name),
            *((field.name, field.verbose_name) for field in model._meta.fields if not field.primary_key),
        ]
    }
    assert {place: name for place, name in names.items() if not CHINESE.search(name)} == {}


def test_a_cell_of_a_table_says_what_it_is(client_of) -> None:
    row = Membership.objects.first()
    page = client_of("operator").get(f"/admin/accounts/user/{row.user_id}/change/").content.decode()
    cells = re.findall(r"<(?:input|select) [^>]*name=\"memberships-\d+-(?!id|user)[^>]*>", page)
    assert len(cells) >= 5
    assert [cell for cell in cells if "aria-label=" not in cell] == []


def test_a_form_that_is_saved_again_moves_no_moment(client_of) -> None:
    kept = Organisation.objects.create(kind="bank", name="X", created_at=clock.now().replace(microsecond=0))
    client, address = client_of("operator"), f"/admin/accounts/organisation/{kept.pk}/change/"
    page = client.get(address).content.decode()
    (shown,) = re.findall(r'type="datetime-local" name="created_at" value="([^"]+)"', page)
    rows = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    client.post(address, {"kind": "bank", "name": "Y", "created_at": shown, **rows})
    assert Organisation.objects.values_list("name", "created_at").get(pk=kept.pk) == ("Y", kept.created_at)


def test_a_form_with_an_error_says_so_in_the_title_in_chinese(client_of) -> None:
    client = client_of("operator")
    client.cookies["language"] = "zh-hans"
    page = client.post("/admin/accounts/user/add/", {}).content.decode()
    assert "<title>错误：" in page
