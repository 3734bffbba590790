"""The pages around the API: how it is used, and an organisation's keys."""

from __future__ import annotations

import re
from typing import Any

import pytest

from twinwheel_web.api import keys
from twinwheel_web.api.models import Key
from twinwheel_web.api.schema import document
from twinwheel_web.api.urls import api

FORM = {"name": "ERP", "scopes": ["read:public", "read:own"], "days": "90"}


def test_the_page_lists_every_operation_in_both_languages(client_of: Any) -> None:
    for lang, word in (("zh-hans", "判定"), ("en", "Deciding")):
        page = client_of(None).get("/api/docs", headers={"Accept-Language": lang}).content.decode()
        assert word in page
        for path, methods in document(api)["paths"].items():
            assert f"<code>{path}</code>" in page
            for each in methods.values():
                assert f'id="{each["operationId"]}"' in page
    assert 'id="problem-validation"' in page and "<script>" not in page


def test_the_document_is_served_to_any_page(client_of: Any) -> None:
    response = client_of(None).get("/api/v1/openapi.json")
    assert response.json()["openapi"].startswith("3.1") and response["Access-Control-Allow-Origin"] == "*"


def test_a_key_is_shown_once_and_works(client_of: Any, ask: Any) -> None:
    client = client_of("enterprise-manager")
    made = client.post("/api/keys/new/", FORM)
    (token,) = set(re.findall(r"tw_[0-9a-f]{8}_[\w-]{43}", made.content.decode()))
    assert "no-store" in made["Cache-Control"]
    assert ask("/own/subjects", key=token).json()["total"] == 1
    page = client.get("/api/keys/").content.decode()
    assert token not in page and Key.objects.get().prefix in page
    client.post(f"/api/keys/{Key.objects.get().pk}/revoke/")
    assert ask("/own/subjects", key=token).status_code == 401


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["all"]}, "scopes"),
        ({"days": "9999"}, "days"),
    ],
    ids=str,
)
def test_what_is_not_filled_in_well_is_said_at_its_place(
    client_of: Any, given: dict[str, Any], field: str
) -> None:
    response = client_of("enterprise-manager").post("/api/keys/new/", FORM | given)
    assert response.status_code == 422 and field in response.context["form"].errors
    assert not Key.objects.exists()


@pytest.mark.parametrize("username", ["enterprise-officer", "zone-analyst", "person", None])
def test_only_managers_make_keys(client_of: Any, username: str | None) -> None:
    assert client_of(username).post("/api/keys/new/", FORM).status_code in (302, 403)
    assert not Key.objects.exists()


def test_a_manager_revokes_no_key_of_another_organisation(client_of: Any, token_of: Any) -> None:
    token_of("zone-manager")
    key = Key.objects.get()
    assert client_of("enterprise-manager").post(f"/api/keys/{key.pk}/revoke/").status_code == 404
    assert key.prefix not in client_of("enterprise-manager").get("/api/keys/").content.decode()


def test_support_in_somebodys_place_makes_no_key(client_of: Any) -> None:
    from twinwheel_web.accounts.models import User

    client = client_of("operator")
    manager = User.objects.get(username="enterprise-manager")
    client.post("/support/acquire/", {"user_pk": manager.pk})
    assert client.post("/api/keys/new/", FORM).status_code == 403
    assert not Key.objects.exists()


def test_there_are_not_endlessly_many_keys(client_of: Any, token_of: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(keys, "MOST", 1)
    token_of("enterprise-manager")
    assert client_of("enterprise-manager").post("/api/keys/new/", FORM).status_code == 422
    assert Key.objects.count() == 1


def test_queries_do_not_grow_with_the_keys(
    client_of: Any, token_of: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(8):
        token_of("enterprise-manager")
    client = client_of("enterprise-manager")
    client.get("/api/keys/")
    with django_assert_max_num_queries(12):
        client.get("/api/keys/")
