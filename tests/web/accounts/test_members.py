"""Who acts for an organisation, from inside and from outside, and who looked at its data."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import RequestFactory

from twinwheel_web import clock
from twinwheel_web.accounts import rules, service
from twinwheel_web.accounts.actors import Actor, actor_of, standing
from twinwheel_web.accounts.models import Delegation, Membership, Organisation, User, View
from twinwheel_web.demo.people import AGENT, BANK, PEOPLE, ZONE

pytestmark = pytest.mark.django_db
MANAGER = "enterprise-manager"


def person(username: str) -> User:
    return User.objects.get(username=username)


def membership(username: str) -> Membership:
    return Membership.objects.select_related("organisation", "user").get(user__username=username)


def roles(username: str) -> set[str]:
    return set(person(username).memberships.filter(standing(clock.today())).values_list("role", flat=True))


def asks(username: str, day=None):
    """A request of somebody, as a view gets it."""
    request = RequestFactory().get("/register/1/")
    request.session = {}
    request.user = person(username)
    request.actor = actor_of(request.user, None, day or clock.today())
    return request


# --- acting


def test_a_person_acts_for_the_organisation_they_choose_among_their_own(client_of) -> None:
    bank, zone = Organisation.objects.get(name=BANK), Organisation.objects.get(name=ZONE)
    service.take_in(bank, person("zone-analyst"), "officer", clock.today())
    client = client_of("zone-analyst")
    assert client.get("/account/").wsgi_request.actor.organisation == zone
    answer = client.post("/account/act/", {"organisation": bank.pk, "next": "/policies/"})
    assert answer.url == "/policies/"
    assert client.get("/account/").wsgi_request.actor.organisation == bank
    assert client.get("/sandbox/").status_code == 403


@pytest.mark.parametrize("wanted", ["other", "", "nonsense", "999999"])
def test_nobody_acts_for_an_organisation_they_do_not_belong_to(client_of, wanted: str) -> None:
    client = client_of("enterprise-officer")
    pk = membership("other-enterprise").organisation_id if wanted == "other" else wanted
    client.post("/account/act/", {"organisation": pk})
    assert (
        client.get("/account/").wsgi_request.actor.organisation
        == membership("enterprise-officer").organisation
    )


@pytest.mark.parametrize(
    "onward",
    ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)"],
)
def test_choosing_an_organisation_leads_nowhere_else(client_of, onward: str) -> None:
    answer = client_of("person").post("/account/act/", {"organisation": 1, "next": onward})
    assert answer.url == "/account/"


def test_where_to_go_on_is_an_address_never_the_name_of_a_page(client_of) -> None:
    assert client_of("person").post("/account/act/", {"next": "nonsense"}).url == "nonsense"


def test_being_added_to_an_organisation_does_not_make_one_act_for_it() -> None:
    first = Organisation.objects.create(kind="bank", name="!", created_at=clock.now())
    service.take_in(first, person("zone-officer"), "manager", clock.today())
    assert asks("zone-officer").actor.organisation.name == ZONE


def test_a_membership_that_has_ended_gives_nothing() -> None:
    found = membership("zone-analyst")
    found.until = clock.today() - timedelta(days=1)
    found.save()
    assert asks("zone-analyst").actor.organisation is None


# --- members


@pytest.mark.parametrize("written", ["person", "person@example.cn", "PERSON@example.cn"])
def test_a_manager_takes_in_a_person_by_username_or_confirmed_address(client_of, written: str) -> None:
    EmailAddress.objects.create(user=person("person"), email="person@example.cn", verified=True)
    answer = client_of(MANAGER).post("/account/members/", {"person": written, "role": "officer"})
    assert answer.status_code == 302
    assert roles("person") == {"officer"}


def test_nobody_is_taken_in_by_a_username_that_is_anothers_address(client_of) -> None:
    User.objects.create(username="boss@example.cn")
    answer = client_of(MANAGER).post("/account/members/", {"person": "boss@example.cn", "role": "manager"})
    assert answer.status_code == 422
    EmailAddress.objects.create(user=person("person"), email="boss@example.cn", verified=True)
    client_of(MANAGER).post("/account/members/", {"person": "boss@example.cn", "role": "officer"})
    assert roles("person") == {"officer"} and roles("boss@example.cn") == set()


@pytest.mark.parametrize(
    ("written", "role"),
    [
        ("nobody", "officer"),
        ("claimed@example.cn", "officer"),
        ("person", "analyst"),
        ("person", "king"),
        ("", "officer"),
    ],
)
def test_what_cannot_be_taken_in_is_said_and_kept_in_the_form(client_of, written: str, role: str) -> None:
    EmailAddress.objects.create(user=person("person"), email="claimed@example.cn", verified=False)
    answer = client_of(MANAGER).post("/account/members/", {"person": written, "role": role})
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert f'value="{written}"' in answer.content.decode() or not written
    assert roles("person") == set()


def test_an_organisation_never_loses_its_last_manager(client_of) -> None:
    client, manager, officer = client_of(MANAGER), membership(MANAGER), membership("enterprise-officer")
    for address in (f"members/{manager.pk}/end", f"leave/{manager.pk}"):
        client.post(f"/account/{address}/")
    client.post(f"/account/members/{manager.pk}/role/", {"role": "officer"})
    assert roles(MANAGER) == {"manager"}
    client.post(f"/account/members/{officer.pk}/role/", {"role": "manager"})
    assert roles("enterprise-officer") == {"manager"}
    client.post(f"/account/members/{manager.pk}/end/")
    assert roles(MANAGER) == set()


def test_a_manager_who_has_left_or_cannot_sign_in_does_not_count() -> None:
    manager = membership(MANAGER)
    other = service.take_in(manager.organisation, person("person"), "manager", clock.today())
    User.objects.filter(username="person").update(is_active=False)
    with pytest.raises(service.Refused):
        service.end(manager, clock.today())
    User.objects.filter(username="person").update(is_active=True)
    service.end(other, clock.today())
    with pytest.raises(service.Refused):
        service.end(manager, clock.today())


def test_a_role_that_was_given_up_is_taken_up_again() -> None:
    found = membership("enterprise-officer")
    service.change_role(found, "manager", clock.today())
    assert roles("enterprise-officer") == {"manager"}
    service.take_in(found.organisation, found.user, "officer", clock.today())
    assert roles("enterprise-officer") == {"manager", "officer"}
    assert Membership.objects.filter(user=found.user).count() == 2


@pytest.mark.parametrize("address", ["members/{}/end/", "members/{}/role/", "leave/{}/"])
def test_nobody_changes_members_of_another_organisation(client_of, address: str) -> None:
    other = membership("other-enterprise")
    answer = client_of(MANAGER).post("/account/" + address.format(other.pk), {"role": "manager"})
    assert answer.status_code == 404
    assert roles("other-enterprise") == {"officer"}


# --- delegation


def give(client, **changed):
    filled = {"taker": BANK, "scope": "view", "until": (clock.today() + timedelta(days=30)).isoformat()}
    return client.post("/account/delegations/", filled | changed)


def test_an_enterprise_lets_another_organisation_act_and_takes_it_back(client_of) -> None:
    client, own = client_of(MANAGER), membership(MANAGER).organisation
    subject = own.subjects.get()
    assert give(client).status_code == 302
    assert rules.may(asks("bank-officer").actor, "mine.view", subject)
    assert not rules.may(asks("bank-officer").actor, "mine.file", subject)
    assert give(client, scope="file").status_code == 302
    assert rules.may(asks("bank-officer").actor, "mine.file", subject)
    assert Delegation.objects.filter(taker__name=BANK, ended_at=None).count() == 1
    client.post(f"/account/delegations/{Delegation.objects.get(taker__name=BANK, ended_at=None).pk}/end/")
    assert not rules.may(asks("bank-officer").actor, "mine.view", subject)


def test_a_delegation_ends_after_its_last_day() -> None:
    given = Delegation.objects.get(taker__name=AGENT)
    subject = given.giver.subjects.get()
    assert rules.may(asks("agent", given.until).actor, "mine.file", subject)
    assert not rules.may(asks("agent", given.until + timedelta(days=1)).actor, "mine.view", subject)


@pytest.mark.parametrize(
    "changed",
    [
        {"taker": "没有这家"},
        {"taker": "own"},
        {"taker": "同名"},
        {"scope": "all"},
        {"until": "2020-01-01"},
        {"until": ""},
    ],
)
def test_a_delegation_that_cannot_be_is_said(client_of, changed: dict[str, str]) -> None:
    for _ in range(2):
        Organisation.objects.create(kind="bank", name="同名", created_at=clock.now())
    if changed.get("taker") == "own":
        changed = {"taker": membership(MANAGER).organisation.name}
    before = Delegation.objects.count()
    assert give(client_of(MANAGER), **changed).status_code == 422
    assert Delegation.objects.count() == before


@pytest.mark.parametrize(("role", "files"), [("officer", True), ("manager", True), ("reviewer", False)])
def test_for_a_giver_files_whoever_files_for_the_taker(role: str, files: bool) -> None:
    given = Delegation.objects.filter(scope="file").select_related("giver", "taker")[0]
    actor = Actor(None, given.taker, frozenset({role}), ((given.giver_id, "file"),))
    subject = given.giver.subjects.get()
    assert rules.may(actor, "mine.view", subject)
    assert rules.may(actor, "mine.file", subject) is files


def test_nobody_takes_back_what_another_gave(client_of) -> None:
    service.take_in(membership("other-enterprise").organisation, person("person"), "manager", clock.today())
    given = Delegation.objects.get(taker__name=AGENT)
    assert client_of("person").post(f"/account/delegations/{given.pk}/end/").status_code == 404


# --- who looked


@pytest.mark.parametrize(
    ("who", "noted"),
    [(None, False), *((each.username, each.organisation != "1") for each in PEOPLE)],
)
def test_everybody_but_its_own_people_is_noted(who: str | None, noted: bool) -> None:
    subject = membership(MANAGER).organisation.subjects.get()
    request = asks(who or "person")
    if who is None:
        request.actor = Actor()
    service.note_view(request, subject.type, subject.code)
    assert View.objects.filter(subject_code=subject.code).exists() is noted


def test_the_same_look_is_noted_once() -> None:
    for _ in range(3):
        service.note_view(asks("zone-officer"), "enterprise", "X")
    assert View.objects.filter(subject_code="X").count() == 1
    View.objects.update(at=clock.now() - service.SAME_LOOK)
    service.note_view(asks("zone-officer"), "enterprise", "X")
    assert View.objects.filter(subject_code="X").count() == 2


def test_an_enterprise_sees_who_looked_at_its_data_and_nobody_elses(client_of) -> None:
    own, other = (
        membership(MANAGER).organisation.subjects.get(),
        membership("other-enterprise").organisation.subjects.get(),
    )
    for who, subject in (("zone-officer", own), ("bank-officer", other)):
        service.note_view(asks(who), subject.type, subject.code)
    page = client_of("enterprise-officer").get("/account/looks/").content.decode()
    assert ZONE in page
    assert BANK not in page


@pytest.mark.parametrize(
    ("who", "address"),
    [(MANAGER, "/account/members/"), (MANAGER, "/account/delegations/"), (MANAGER, "/account/looks/")],
)
def test_a_longer_list_costs_no_more_queries(
    client_of, django_assert_max_num_queries, who: str, address: str
) -> None:
    own = membership(MANAGER).organisation
    subject = own.subjects.get()
    for number in range(20):
        user = User.objects.create(username=f"p{number}")
        service.take_in(own, user, "officer", clock.today())
        taker = Organisation.objects.create(kind="bank", name=f"银行{number}", created_at=clock.now())
        service.delegate(asks(MANAGER).actor, taker, "view", clock.today(), clock.today())
        View.objects.create(
            user=user,
            organisation=taker,
            subject_type=subject.type,
            subject_code=subject.code,
            page="/",
            at=clock.now(),
        )
    client = client_of(who)
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200
