"""Who may see and do what: every permission × every role, and every address × every role.

``WHO_MAY`` is the table. A new permission is one line there. A new page that takes arguments is one line in ``EXAMPLES``; a
page without arguments is walked by itself. Pages that are not ours (sign-in, support, console) are in ``addresses.NOT_OURS``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from addresses import API, Address, addresses
from twinwheel_web import clock, pack
from twinwheel_web.accounts import rules
from twinwheel_web.accounts.actors import Actor, actor_of
from twinwheel_web.accounts.models import Delegation, Membership, User
from twinwheel_web.demo.people import PEOPLE

pytestmark = pytest.mark.django_db

# --- the table

VISITOR = ""
ROLES = (VISITOR, *(each.username for each in PEOPLE))
EVERYBODY = frozenset(ROLES)
SIGNED_IN = EVERYBODY - {VISITOR}
OWNERS = frozenset({"enterprise-manager", "enterprise-officer", "other-enterprise", "agent"})
"""People of enterprises. The agent's own is one too, and another enterprise has delegated to it."""
KEEPERS = frozenset({"zone-officer", "zone-manager"})
BROWSERS = KEEPERS | {"zone-analyst", "operating-officer", "developing-officer"}
WHO_MAY: dict[str, frozenset[str]] = {
    "public.view": EVERYBODY,
    "documents.review": frozenset({"zone-reviewer", "zone-manager", "department-reviewer"}),
    "documents.add": frozenset(
        {"zone-reviewer", "zone-officer", "zone-manager", "department-reviewer", "department-officer"}
    ),
    "mine.view": OWNERS,
    "mine.file": OWNERS,
    "mine.start": OWNERS,
    "mine.read": OWNERS | BROWSERS,
    "mine.told": SIGNED_IN,
    "registers.browse": BROWSERS,
    "registers.look": BROWSERS,
    "registers.keep": KEEPERS,
    "registers.export": KEEPERS,
    "matches.start": KEEPERS | {"zone-analyst"},
    "sandbox.use": frozenset({"zone-analyst", "zone-manager"}),
    "accounts.own": SIGNED_IN,
    "accounts.members": frozenset({"zone-manager", "enterprise-manager"}),
    "accounts.delegate": frozenset({"enterprise-manager"}),
    "accounts.looks": OWNERS,
    "accounts.impersonate": frozenset({"operator"}),
    "api.keys": frozenset({"zone-manager", "enterprise-manager"}),
    "operations.console": frozenset({"operator"}),
}
OF_THE_FIRST = {
    "mine.view": frozenset({"enterprise-manager", "enterprise-officer", "agent"}),
    "mine.file": frozenset({"enterprise-manager", "enterprise-officer", "agent"}),
}
"""The same, asked of the first enterprise's own data: no other enterprise's people."""


# --- the addresses


class Example(NamedTuple):
    """Arguments for a page that takes some. Where they name nothing that is there, who may gets 404 and who may not 403.

    ``who``: where fewer may see this very one than the permission says.
    """

    arguments: dict[str, Any] | Callable[[], dict[str, Any]]
    who: frozenset[str] | None = None


def first() -> Any:
    """The enterprise of ``enterprise-manager``."""
    return User.objects.get(username="enterprise-manager").memberships.get().organisation.subjects.get()


def a_measure() -> str:
    return min(pack.current().measures)


NOTHING = {"pk": 0}
EXAMPLES: dict[str, Example] = {
    "accounts:leave": Example(NOTHING),
    "accounts:change_role": Example(NOTHING),
    "accounts:end": Example(NOTHING),
    "accounts:take_back": Example(NOTHING),
    "api:revoke": Example({"id": 0}),
    "documents:again": Example(NOTHING),
    "documents:decide": Example(NOTHING),
    "documents:delete": Example(NOTHING),
    "documents:document_json": Example(NOTHING),
    "documents:draft": Example({"pk": 0, "number": 1}),
    "documents:draft_zip": Example({"pk": 0, "number": 1}),
    "documents:facts_parquet": Example(NOTHING),
    "documents:history": Example(NOTHING),
    "documents:import": Example(NOTHING),
    "documents:progress": Example(NOTHING),
    "documents:publish": Example(NOTHING),
    "documents:review": Example(NOTHING),
    "documents:review_yaml": Example(NOTHING),
    "documents:set": Example(NOTHING),
    "documents:text": Example({"pk": 0, "number": 1}),
    "documents:undo": Example(NOTHING),
    "mine:alert_stop": Example(NOTHING),
    "mine:measure": Example(lambda: {"measure": a_measure()}),
    "mine:notice_mute": Example(NOTHING),
    "mine:section": Example({"group": "none"}),
    "policies:calendar": Example(lambda: {"id": a_measure()}),
    "policies:measure": Example(lambda: {"id": a_measure()}),
    "policies:share": Example(lambda: {"id": a_measure()}),
    "registry:compare": Example(lambda: {"kept": first().pk, "gone": first().pk + 1}),
    "registry:export": Example({"form": "csv"}),
    "registry:file": Example(NOTHING),
    "registry:history": Example(lambda: {"pk": first().pk}),
    "registry:rejects": Example(NOTHING),
    "registry:run": Example(NOTHING),
    "registry:run_file": Example({"pk": 0, "name": "summary.json"}),
    "registry:subject": Example(lambda: {"pk": first().pk}),
    "registry:undo": Example(NOTHING),
    "sandbox:again": Example(NOTHING),
    "sandbox:checks": Example(lambda: {"measure": a_measure()}),
    "sandbox:curve": Example(lambda: {"measure": a_measure()}),
    "sandbox:draft": Example(NOTHING),
    "sandbox:file": Example(NOTHING),
    "sandbox:keep": Example(lambda: {"measure": a_measure()}),
    "sandbox:measure": Example(lambda: {"measure": a_measure()}),
    "sandbox:publish": Example(NOTHING),
    "sandbox:remove": Example(NOTHING),
    "sandbox:variant": Example(NOTHING),
}
HEAVY = frozenset(
    {"accounts:data", "registry:new", "sandbox:curve"}
    | {f"mine:{name}" for name in ("workbook", "calendar", "what_if", "ask", "import", "template")}
)
"""Pages that work hard: of those who may, one is enough."""
DRAWN = frozenset({"mine:pdf", "policies:share"})
"""Pages that load fonts to be drawn: tests of their own open them; here only those who may not try."""
SOME = (VISITOR, "person", "enterprise-officer", "agent", "zone-manager", "operator")
"""Of a page for everybody it is enough to see it as these: a visitor, and one of each kind of actor."""
SIGN_IN_OPEN = frozenset(
    {
        "account_login",
        "account_signup",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_inactive",
        "account_email_verification_sent",
        "account_logout",
        "socialaccount_login_cancelled",
        "socialaccount_login_error",
        "socialaccount_signup",
        "mfa_authenticate",
    }
)
"""Pages of the sign-in package that a visitor gets, or is led on from to another of these."""


ALL = addresses()


@pytest.fixture
def clients(client_of) -> dict[str, Client]:
    """One a role."""
    return {role: client_of(role or None) for role in ROLES}


def led_to_sign_in(answer: Any) -> bool:
    return answer.status_code == 302 and answer.url.startswith("/sign/login/")


# --- every permission × every role


def actors() -> dict[str, Actor]:
    users = {user.username: user for user in User.objects.all()}
    return {role: actor_of(users[role], None, clock.today()) if role else Actor() for role in ROLES}


def test_every_permission_is_in_the_table() -> None:
    assert set(WHO_MAY) == set(rules.PERMISSIONS), "add the permission to WHO_MAY: which of demo.people may?"


def test_who_may_is_as_the_table_says() -> None:
    found = {
        name: {role for role, actor in actors().items() if rules.may(actor, name)}
        for name in rules.PERMISSIONS
    }
    assert found == {name: set(who) for name, who in WHO_MAY.items()}


def test_an_enterprises_own_data_are_for_its_people_and_its_delegates() -> None:
    subject = first()
    found = {
        name: {role for role, actor in actors().items() if rules.may(actor, name, subject)}
        for name in OF_THE_FIRST
    }
    assert found == {name: set(who) for name, who in OF_THE_FIRST.items()}


def test_nobody_may_do_anything_for_an_organisation_that_is_not_theirs_any_more() -> None:
    Membership.objects.update(until="2020-01-01")
    left = WHO_MAY["public.view"], WHO_MAY["accounts.own"], frozenset({"operator"})
    for name in rules.PERMISSIONS:
        assert frozenset(role for role, actor in actors().items() if rules.may(actor, name)) in {
            *left,
            frozenset(),
        }


@pytest.mark.parametrize("page", ["accounts.md", "accounts.zh.md"])
def test_the_table_in_the_guide_is_this_one(page: str) -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "how-to" / page).read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| [^|]+ \| ([^|]+) \|$", text, re.MULTILINE)
    told = {role: set(re.findall("`([a-z.]+)`", may)) for role, may in rows}
    of_some = {name: who for name, who in WHO_MAY.items() if not who >= SIGNED_IN}
    assert told == {role: {name for name, who in of_some.items() if role in who} for role in SIGNED_IN}
    lets = set(re.findall(r"`([a-z]+\.[a-z]+)`", text.rpartition("|---|---|---|")[2]))
    assert set(WHO_MAY) - {"public.view", "accounts.own", "mine.told"} <= lets


def test_an_unknown_permission_is_a_defect() -> None:
    with pytest.raises(KeyError):
        rules.may(Actor(), "no.such")


# --- every address × every role


def test_every_view_of_ours_says_who_may() -> None:
    silent = [
        each.route
        for each in ALL
        if each.ours and getattr(each.view, "permission", None) not in rules.PERMISSIONS
    ]
    assert silent == [], 'put @may("noun.verb") outermost on these views'


def test_every_page_that_takes_arguments_has_an_example() -> None:
    bare = {each.name for each in ALL if each.a_page and each.parameters} - set(EXAMPLES)
    assert bare == set(), f'add to EXAMPLES: "{min(bare, default="")}": Example({{its arguments}})'
    gone = set(EXAMPLES) - {each.name for each in ALL}
    assert gone == set(), "these addresses are no more; take them out of EXAMPLES"


def pages() -> Iterator[tuple[Address, dict[str, Any]]]:
    """Every page of ours, with arguments where it takes some."""
    for each in ALL:
        example = EXAMPLES.get(each.name, Example({}))
        if each.a_page and (not each.parameters or example.arguments):
            yield each, example.arguments() if callable(example.arguments) else example.arguments


def test_every_view_refuses_every_role_the_table_does_not_name(rf) -> None:
    """Asked at the view itself, so that no role is left out for time's sake."""
    let_in, everybody = [], actors()
    for each, arguments in pages():
        for role, actor in everybody.items():
            if role in WHO_MAY[each.view.permission]:
                continue
            for ask in (rf.get, rf.post):
                request = ask("/")
                request.actor, request.session = actor, {}
                try:
                    answer = each.view(request, **arguments)
                except PermissionDenied:
                    continue
                if answer.status_code != 405 and not (role == VISITOR and led_to_sign_in(answer)):
                    let_in.append(f"{each.name} as {role or 'visitor'}: {answer.status_code}")
    assert let_in == []


def fault(client: Client, page: Address, address: str, role: str) -> str:
    """What is wrong with the answer a role gets there; empty: nothing."""
    who, example = WHO_MAY[page.view.permission], EXAMPLES.get(page.name, Example({}))
    answer = client.get(address)
    if answer.streaming:
        list(answer.streaming_content)  # to its end, which closes it
    told = f"{address} as {role or 'visitor'}: {answer.status_code}"
    if role in who and (example.who is None or role in example.who):
        missing = answer.status_code == 404 and not example.arguments
        right = (
            answer.status_code < 500 and answer.status_code not in {401, 403} and not led_to_sign_in(answer)
        )
        return "" if right and not missing else f"{told}, but they may"
    refused = led_to_sign_in(answer) if role == VISITOR else answer.status_code == 403
    hidden = role in who and answer.status_code == 404
    return "" if refused or hidden or answer.status_code == 405 else f"{told}, but they may not"


def walkers(page: Address) -> set[str]:
    """The roles to open a page in."""
    who = WHO_MAY[page.view.permission]
    refused = {*({VISITOR} - who), *sorted(SIGNED_IN - who)[:1]}
    if page.name in DRAWN:
        return refused
    return refused | set(SOME if who == EVERYBODY else sorted(who)[: 1 if page.name in HEAVY else None])


@pytest.mark.slow
def test_every_page_opens_to_those_who_may_and_to_no_others(clients: dict[str, Client], settings) -> None:
    """Through the whole portal: as everybody who may, a visitor, and one of those who may not."""
    contact = "mailto:safe@example.cn"  # else there is no security.txt
    settings.TWINWHEEL = replace(settings.TWINWHEEL, contact=contact)
    wrong = []
    for each, arguments in pages():
        address = reverse(each.name, kwargs=arguments)
        wrong.extend(fault(clients[role], each, address, role) for role in walkers(each))
    assert [each for each in wrong if each] == []


@pytest.mark.parametrize("page", ["mine:mine", "mine:profile", "mine:get", "mine:template"])
def test_an_enterprises_pages_open_to_its_people_and_delegates_alone(
    clients: dict[str, Client], page: str
) -> None:
    address = f"{reverse(page)}?subject={first().pk}"
    theirs = {role: clients[role].get(address).status_code for role in OWNERS}
    assert theirs == dict.fromkeys(OF_THE_FIRST["mine.view"], 200) | {"other-enterprise": 404}
    Delegation.objects.update(ended_at=clock.now())
    assert clients["agent"].get(address).status_code in {403, 404}


def test_the_api_knows_keys_and_no_sessions(clients: dict[str, Client]) -> None:
    wrong = []
    for each in ALL:
        if not each.route.startswith(API) or each.parameters or "^" in each.route:
            continue
        found = {
            clients[role].get(f"/{each.route}").status_code
            for role in (VISITOR, "enterprise-manager", "operator")
        }
        if len(found) > 1 or max(found) >= 500 or ("/own/" in each.route and found != {401}):
            wrong.append(f"/{each.route}: {found}")
    assert wrong == []


def test_the_console_opens_to_operators_alone(clients: dict[str, Client]) -> None:
    wrong = []
    for each in ALL:
        if not each.route.startswith("admin/") or each.parameters or each.route.endswith("(?P<url>.*)$"):
            continue
        address = reverse(each.name)
        for role in (VISITOR, "person", "enterprise-manager", "zone-manager", "operator"):
            answer = clients[role].get(address)
            if role == "operator":
                right = answer.status_code in {200, 302, 403, 405}  # logs have no page to add to
            elif each.name in {"admin:login"}:
                right = led_to_sign_in(answer) if role == VISITOR else answer.status_code == 403
            elif each.name == "admin:jsi18n":
                right = True
            else:
                right = answer.status_code == 302 and answer.url.startswith(("/admin/", "/sign/"))
            if not right:
                wrong.append(f"{address} as {role or 'visitor'}: {answer.status_code}")
    assert wrong == []


def test_the_sign_in_package_gives_no_role_more_than_another(clients: dict[str, Client]) -> None:
    wrong = []
    for each in ALL:
        if (
            not each.route.startswith("sign/") or each.parameters or not each.name
        ):  # without a name: old addresses
            continue
        address = reverse(each.name)
        if not led_to_sign_in(clients[VISITOR].get(address)) and each.name not in SIGN_IN_OPEN:
            wrong.append(f"{address} opens to a visitor")
        found = {clients[role].get(address).status_code for role in ("person", "zone-manager", "operator")}
        if len(found) > 1 or max(found) >= 500:
            wrong.append(f"{address}: {found}")
    assert wrong == []
