"""The form grown from the pack, certified values, who may file, and how a profile begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from twinwheel.registers import uscc
from twinwheel_web import clock, pack
from twinwheel_web.accounts.actors import actor_of
from twinwheel_web.accounts.models import Delegation, Membership, Organisation, User, View
from twinwheel_web.mine.inputs import form_of
from twinwheel_web.registers.models import Ground, Subject
from twinwheel_web.registers.service import file_values, standing

pytestmark = pytest.mark.django_db
Clients = Callable[[str | None], Client]


def of(username: str) -> Subject:
    return Subject.objects.filter(organisation__memberships__user__username=username).order_by("id")[0]


def field_of(type: str, **wanted: Any) -> str:
    """Some field of an enterprise that people fill in: of a type, with what else is wanted."""
    found = pack.current()
    return next(
        name
        for name, spec in found.fields_of("enterprise").items()
        if spec.type == type
        and name not in found.definitions
        and all(getattr(spec, key) == value for key, value in wanted.items())
    )


def section_of(name: str) -> str:
    return next(id for id, group in pack.current().groups.items() if name in group.fields)


def typed(name: str, text: Any, known: Any = None) -> Any:
    """What a form makes of something typed into one field: ("value", …), ("error", …) or ("same",)."""
    form = form_of({name: pack.current().fields[name]}, {name: known}, _data(name, text, known))
    if not form.is_valid():
        return "error", form.errors[name][0]
    return ("value", form.cleaned_data[name]) if form.changed_data else ("same",)


def _data(name: str, text: Any, known: Any) -> Any:
    from django.http import QueryDict

    from twinwheel_web.mine.inputs import Cell

    data = QueryDict(mutable=True)
    data.setlist(name, text if isinstance(text, list) else [text])
    data[f"initial-{name}"] = Cell(name, pack.current().fields[name]).initial_text(known)
    return data


def post(client: Client, subject: Subject, name: str, text: Any, known: Any = None) -> Any:
    data = {"subject": subject.pk, name: text}
    data[f"initial-{name}"] = _data(name, "", known)[f"initial-{name}"]
    return client.post(f"/mine/profile/{section_of(name)}/?subject={subject.pk}", data)


@pytest.mark.parametrize(
    ("type", "wanted", "text", "known", "becomes"),
    [
        ("bool", {}, "", None, ("same",)),
        ("bool", {}, "no", None, ("value", False)),
        ("bool", {}, "no", False, ("same",)),
        ("bool", {}, "", False, ("value", None)),
        ("bool", {}, "yes", False, ("value", True)),
        ("ratio", {}, "4.2", None, ("value", 0.042)),
        ("ratio", {}, "100%", None, ("value", 1.0)),
        ("ratio", {}, "4.2", 0.042, ("same",)),
        ("ratio", {}, "", 0.042, ("value", None)),
        ("number", {"band": True}, "20-49", None, ("value", [20.0, 49.0])),
        ("number", {"band": True}, "≥50", None, ("value", [50.0, None])),
        ("number", {"band": True}, "20-49", [20.0, 49.0], ("same",)),
        ("number", {"band": True}, "1,234", None, ("value", 1234.0)),
        ("number", {"band": True}, "0", None, ("value", 0.0)),
        ("number", {"band": True}, "", None, ("same",)),
        ("date", {}, "2020-05-06", None, ("value", "2020-05-06")),
        ("codes", {}, [""], None, ("same",)),
        ("codes", {}, ["[]"], None, ("value", [])),
        ("codes", {}, [""], [], ("value", None)),
    ],
)
def test_what_is_typed_becomes_what_the_register_keeps(
    type: str, wanted: dict[str, Any], text: Any, known: Any, becomes: Any
) -> None:
    assert typed(field_of(type, **wanted), text, known) == becomes


@pytest.mark.parametrize(
    ("type", "wanted", "text"),
    [
        ("number", {"band": False}, "20-49"),
        ("number", {}, "many"),
        ("ratio", {}, "101"),
        ("date", {}, "2020-02-31"),
        ("bool", {}, "perhaps"),
        ("codes", {}, ["[]", "x"]),
    ],
)
def test_what_no_rule_takes_is_told_by_the_field(type: str, wanted: dict[str, Any], text: Any) -> None:
    kind, message = typed(field_of(type, **wanted), text)
    assert kind == "error" and any("\u4e00" <= each <= "\u9fff" for each in message)


def test_closed_lists_refuse_and_open_ones_keep_what_they_do_not_name() -> None:
    lists = pack.current().code_lists
    codes = {
        name: lists[spec.codes].open
        for name, spec in pack.current().fields_of("enterprise").items()
        if spec.type == "code" and spec.codes
    }
    opened = next(name for name, is_open in codes.items() if is_open)
    closed = next(name for name, is_open in codes.items() if not is_open)
    assert typed(opened, "全新的一种") == ("value", "全新的一种")
    assert typed(closed, "全新的一种")[0] == "error"


def test_several_codes_and_what_was_typed_beside_them_are_one_list() -> None:
    lists = pack.current().code_lists
    name = next(
        name
        for name, spec in pack.current().fields_of("enterprise").items()
        if spec.type == "codes" and spec.codes and lists[spec.codes].open
    )
    first = lists[pack.current().fields[name].codes or ""].codes[0].value
    assert typed(name, [first, "另一种；第三种"]) == ("value", [first, "另一种", "第三种"])


def test_every_section_shows_and_every_field_of_the_pack_stands_in_one(client_of: Clients) -> None:
    client, shown = client_of("enterprise-officer"), set()
    for id, group in pack.current().groups.items():
        if "enterprise" in group.subjects:
            page = client.get(f"/mine/profile/{id}/")
            assert page.status_code == 200
            shown |= {line.name for line, _bound in page.context["rows"]} | {
                each.name for each in page.context["locked"]
            }
    assert shown == set(pack.current().fields_of("enterprise"))


def test_only_what_was_touched_is_filed(client_of: Clients) -> None:
    subject, name = of("enterprise-officer"), field_of("bool")
    before = dict(subject.values)
    other = not before.get(name, False)
    page = post(client_of("enterprise-officer"), subject, name, "yes" if other else "no", before.get(name))
    assert page.status_code == 302
    subject.refresh_from_db()
    assert subject.values == before | {name: other}
    filing = subject.filings.order_by("-id")[0]
    assert filing.values == {name: other}
    assert (filing.filed_by.username, filing.ground) == ("enterprise-officer", Ground.DECLARED)  # type: ignore[union-attr]  # somebody filed it


def test_an_error_files_nothing_and_keeps_what_was_typed(client_of: Clients) -> None:
    subject, name = of("enterprise-officer"), field_of("ratio")
    count = subject.filings.count()
    page = post(client_of("enterprise-officer"), subject, name, "about half", subject.values.get(name))
    assert page.status_code == 422
    assert 'value="about half"' in page.content.decode()
    assert subject.filings.count() == count


def test_a_certified_value_is_read_only_until_its_certificate_ends(client_of: Clients) -> None:
    subject, name = of("enterprise-officer"), field_of("bool")
    actor = actor_of(User.objects.get(username="zone-officer"), None, clock.today())
    until = clock.today() + timedelta(days=30)
    file_values(subject, {name: True}, actor, ground="certified", source="登记机关", until=until)
    client = client_of("enterprise-officer")
    page = client.get(f"/mine/profile/{section_of(name)}/")
    assert name in {each.name for each in page.context["locked"]}
    post(client, subject, name, "no", True)
    subject.refresh_from_db()
    assert standing(subject, until + timedelta(days=1)).get(name) is None
    assert standing(subject, until)[name] is True
    Subject.objects.filter(pk=subject.pk).update(
        certificates={name: {"source": "登记机关", "until": (clock.today() - timedelta(days=1)).isoformat()}}
    )
    assert post(client, subject, name, "no").status_code == 302
    subject.refresh_from_db()
    assert standing(subject, clock.today())[name] is False


def test_certificates_stand_apart_with_source_and_end(client_of: Clients) -> None:
    subject, name = of("enterprise-officer"), field_of("number", band=False)
    file_values(
        subject,
        {name: 7},
        actor_of(User.objects.get(username="zone-officer"), None, clock.today()),
        ground="certified",
        source="税务机关",
        until=date(2099, 1, 2),
    )
    page = client_of("enterprise-officer").get("/mine/profile/").content.decode()
    assert "税务机关" in page and "2099年1月2日" in page


PAGES = ("", "profile/", "profile/identity/", "get/", "what-if/", "calendar/", "get/report.xlsx")


@pytest.mark.parametrize("path", PAGES)
def test_another_enterprise_sees_nothing_and_an_officer_who_looks_is_noted(
    client_of: Clients, path: str
) -> None:
    subject = of("enterprise-officer")
    address = f"/mine/{path}?subject={subject.pk}"
    assert client_of("other-enterprise").get(address).status_code == 404
    assert client_of("bank-officer").get(address).status_code == 403
    assert client_of(None).get(address).status_code == 302
    assert client_of("zone-officer").get(address).status_code == 200
    assert View.objects.filter(subject_code=subject.code, user__username="zone-officer").count() == 1


def test_an_officer_may_look_but_not_file(client_of: Clients) -> None:
    subject, name = of("enterprise-officer"), field_of("bool")
    assert post(client_of("zone-officer"), subject, name, "no").status_code == 403
    assert client_of("zone-officer").get(f"/mine/ask/?subject={subject.pk}").status_code == 403


@pytest.mark.parametrize(("scope", "status"), [("view", 403), ("file", 302)])
def test_a_delegate_files_only_with_the_scope_for_it(client_of: Clients, scope: str, status: int) -> None:
    subject, name = of("enterprise-officer"), field_of("bool")
    Delegation.objects.filter(giver=subject.organisation).update(scope=scope)
    agent = client_of("agent")
    assert agent.get(f"/mine/profile/{section_of(name)}/?subject={subject.pk}").status_code == 200
    assert post(agent, subject, name, "no", subject.values.get(name)).status_code == status


def test_an_enterprise_without_a_profile_begins_one_with_a_code_that_can_be_right(client_of: Clients) -> None:
    client = client_of("agent")
    Organisation.objects.filter(memberships__user__username="agent").update(code="91350100M000100Y43")
    page = client.post("/mine/new/", {"type": "enterprise", "code": "91350100M000100Y44", "name": "甲公司"})
    assert page.status_code == 200 and page.context["form"].errors["code"]
    page = client.post("/mine/new/", {"type": "enterprise", "code": "91350100M000100Y43", "name": "甲公司"})
    assert page.status_code == 302
    made = Subject.objects.get(code="91350100M000100Y43")
    assert made.organisation == Organisation.objects.get(memberships__user__username="agent")
    assert made.values == {}
    assert client.get(f"/mine/get/?subject={made.pk}").status_code == 200


def test_nobody_claims_a_credit_code_that_is_not_their_organisations(client_of: Clients) -> None:
    """Before the register has it: whoever had the profile would see what is imported under its code later."""
    code = "91350100M000100Y43"
    for own in ("", "91350100M000100Y44"):
        Organisation.objects.filter(memberships__user__username="agent").update(code=own)
        page = client_of("agent").post("/mine/new/", {"type": "enterprise", "code": code, "name": "甲公司"})
        assert page.context["form"].errors["code"]
    assert not Subject.objects.filter(code=code).exists()


@pytest.mark.parametrize("wanted", ["9" * 40, "9" * 5000, "-1", "x"])
def test_a_subject_that_cannot_be_is_not_there(client_of: Clients, wanted: str) -> None:
    for who in ("enterprise-officer", "zone-officer"):
        assert client_of(who).post("/mine/import/", {"subject": wanted}).status_code in (403, 404)
        assert client_of(who).get(f"/mine/get/?subject={wanted}").status_code == 404


def test_nobody_takes_over_a_subject_that_is_not_theirs(client_of: Clients) -> None:
    other = Subject.objects.filter(organisation=None).order_by("id")[0]
    page = client_of("agent").post("/mine/new/", {"type": other.type, "code": other.code, "name": "甲"})
    assert page.context["form"].errors["code"]
    other.refresh_from_db()
    assert other.organisation is None


def test_the_profile_page_asks_the_database_the_same_however_many_values_there_are(
    client_of: Clients, django_assert_max_num_queries: Any
) -> None:
    client = client_of("enterprise-officer")
    client.get("/mine/profile/")
    with django_assert_max_num_queries(16):
        client.get("/mine/profile/")


def test_a_clerk_who_left_sees_nothing(client_of: Clients) -> None:
    Membership.objects.filter(user__username="enterprise-officer").update(
        until=clock.today() - timedelta(days=1)
    )
    assert client_of("enterprise-officer").get("/mine/get/").status_code == 403


def test_a_second_profile_does_not_begin_with_the_code_of_the_enterprise(client_of: Clients) -> None:
    form = client_of("enterprise-officer").get("/mine/new/").context["form"]
    assert "enterprise" not in dict(form.fields["type"].choices)
    assert not form.initial
    Subject.objects.filter(organisation=of("enterprise-officer").organisation).delete()
    form = client_of("enterprise-officer").get("/mine/new/").context["form"]
    assert uscc.fault(form.initial["code"]) is None
