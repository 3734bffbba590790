"""Who may do what: every permission of the portal, here and nowhere else.

A permission is ``noun.verb``. Its predicate reads the actor, and the subject or organisation it is asked about where
there is one. ``tests/web/accounts/test_who_may.py`` walks every address in every role and holds the table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import rules
from rules import Predicate

from twinwheel_web.accounts.actors import Actor

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from twinwheel_web.accounts.models import User


def predicate(decides: Callable[..., bool], name: str = "") -> Predicate:
    """A predicate of the rules library, which has no types of its own."""
    return rules.predicate(decides, name=name or decides.__name__)


@predicate
def anyone(actor: Actor) -> bool:
    return True


@predicate
def signed_in(actor: Actor) -> bool:
    return actor.signed_in


@predicate
def operator(actor: Actor) -> bool:
    return actor.operator


def of(*kinds: str) -> Predicate:
    """The actor acts for an organisation of one of these kinds."""
    return predicate(lambda actor: actor.kind in kinds, name=f"of:{'|'.join(kinds)}")


def as_(*roles: str) -> Predicate:
    """The actor has one of these roles there, or manages it."""
    return predicate(lambda actor: actor.has(*roles), name=f"as:{'|'.join(roles)}")


@predicate
def manages(actor: Actor) -> bool:
    return "manager" in actor.roles


@predicate
def owns(actor: Actor, subject: Any = None) -> bool:
    """The subject is the actor's organisation's own; without a subject: the organisation may own one."""
    if actor.organisation is None:
        return False
    return actor.kind == "enterprise" if subject is None else subject.organisation_id == actor.organisation.pk


def delegate(scope: str) -> Predicate:
    """The owner of the subject lets the actor's organisation act for it."""

    def holds(actor: Actor, subject: Any = None) -> bool:
        scopes = {"file"} if scope == "file" else {"view", "file"}
        return any(
            given in scopes and (subject is None or subject.organisation_id == owner)
            for owner, given in actor.delegated
        )

    return predicate(holds, name=f"delegate:{scope}")


OFFICIAL = frozenset({"administration", "department"})
"""Kinds of organisation whose people must have a second factor where ``TWINWHEEL_TWO_FACTOR`` says ``officers``."""

zone = of("administration")
companies = of("operating", "developing")
looks = (zone & as_("officer", "analyst")) | (companies & as_("officer"))

PERMISSIONS: dict[str, Predicate] = {
    # what everybody may look at
    "public.view": anyone,
    # documents
    "documents.review": of("administration", "department") & as_("reviewer"),
    "documents.add": of("administration", "department") & as_("reviewer", "officer"),
    # my enterprise
    "mine.view": owns | delegate("view"),
    "mine.file": (owns | delegate("file")) & as_("officer"),
    "mine.read": owns | delegate("view") | looks,
    "mine.start": owns & as_("officer"),
    "mine.told": signed_in,
    # the register
    "registers.browse": (zone & as_("officer", "analyst")) | (companies & as_("officer")),
    "registers.look": looks,
    "registers.keep": zone & as_("officer"),
    "registers.export": zone & as_("officer"),
    "matches.start": zone & as_("officer", "analyst"),
    # trying policies
    "sandbox.use": zone & as_("analyst"),
    # accounts
    "accounts.own": signed_in,
    "accounts.members": manages,
    "accounts.delegate": of("enterprise") & manages,
    "accounts.looks": of("enterprise"),
    "accounts.impersonate": operator,
    # keys of programs
    "api.keys": manages,
    # the portal itself
    "operations.console": operator,
}


def may(actor: Actor, permission: str, subject: Any = None) -> bool:
    """Whether the actor may. An unknown permission is a defect, never a quiet no."""
    return bool(PERMISSIONS[permission].test(actor, subject))


def needs_second_factor(actor: Actor) -> bool:
    """Who acts for the authorities or runs the portal."""
    return actor.kind in OFFICIAL or actor.operator


def may_impersonate(*, hijacker: User | AnonymousUser, hijacked: User) -> bool:
    """Support steps into somebody's place: operators alone, and never into another operator's."""
    return bool(
        hijacker.is_active and hijacker.is_superuser and hijacked.is_active and not hijacked.is_superuser
    )
