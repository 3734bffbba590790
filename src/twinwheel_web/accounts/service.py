"""What is changed about who acts for whom, and the log of who looked at whose data."""

from __future__ import annotations

from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from twinwheel_web import clock
from twinwheel_web.accounts.actors import Actor, standing
from twinwheel_web.accounts.models import Delegation, Membership, Organisation, User, View
from twinwheel_web.accounts.request import Request

ROLES = {
    "administration": ("manager", "officer", "analyst", "reviewer"),
    "department": ("manager", "officer", "reviewer"),
}
"""The roles there are in an organisation, by its kind; elsewhere a manager and officers."""
SAME_LOOK = timedelta(minutes=10)
"""Looking at the same page again within this time is the same look."""


class Refused(Exception):
    """A change that may not be made. The message is for the person who asked."""


# --- who looked


def impersonator_of(request: Request) -> User | None:
    """The operator who acts in the place of the one signed in; None: they act themselves."""
    history = request.session.get("hijack_history") or []
    return User.objects.filter(pk=history[-1]).first() if history else None


def note_view(request: Request, subject_type: str, subject_code: str) -> None:
    """Note for the enterprise that its data were shown. Every page that shows one enterprise's values calls it.

    Its own people are not noted, unless somebody acts in their place; a visitor never gets this far.
    """
    actor, impersonator = request.actor, impersonator_of(request)
    own = (
        actor.organisation is not None
        and actor.organisation.subjects.filter(type=subject_type, code=subject_code).exists()
    )
    if actor.user is None or (own and impersonator is None):
        return
    look = {
        "user_id": actor.user.pk,
        "organisation": actor.organisation,
        "impersonator": impersonator,
        "subject_type": subject_type,
        "subject_code": subject_code,
        "page": request.path[:200],
    }
    now = clock.now()
    if not View.objects.filter(**look, at__gt=now - SAME_LOOK).exists():
        View.objects.create(**look, at=now)


# --- members


def roles_of(organisation: Organisation) -> list[tuple[str, str]]:
    """The roles there are in an organisation, with their names."""
    known = ROLES.get(organisation.kind, ("manager", "officer"))
    return [(role.value, str(role.label)) for role in Membership.Role if role in known]


def person_named(name: str) -> User | None:
    """The person of an e-mail address they have confirmed, or of a username.

    Nobody is found by an address they only claim: neither as an unconfirmed one, nor as a username that looks like one.
    """
    if "@" in name:
        confirmed = EmailAddress.objects.filter(email__iexact=name, verified=True).values("user")
        return User.objects.filter(pk__in=confirmed, is_active=True).first()
    return User.objects.filter(username=name, is_active=True).first()


@transaction.atomic
def take_in(organisation: Organisation, person: User, role: str, day: date) -> Membership:
    """A person acts for an organisation in a role from a day on; again, if they did before."""
    found, new = Membership.objects.get_or_create(
        user=person, organisation=organisation, role=role, defaults={"since": day}
    )
    if not new and found.until is not None:
        found.since, found.until = day if found.until < day else found.since, None
        found.save(update_fields=["since", "until"])
    return found


@transaction.atomic
def end(membership: Membership, day: date) -> None:
    """A membership holds no longer, from this day on.

    Raises:
        Refused: nobody would be left to manage the organisation.
    """
    _keep_a_manager(membership, day)
    membership.until = day - timedelta(days=1)
    membership.save(update_fields=["until"])


@transaction.atomic
def change_role(membership: Membership, role: str, day: date) -> None:
    """A person goes on in another role; that they had this one stays known.

    Raises:
        Refused: nobody would be left to manage the organisation.
    """
    if role != membership.role:
        end(membership, day)
        take_in(membership.organisation, membership.user, role, day)


def managed_alone(person: User, day: date) -> list[Organisation]:
    """The organisations nobody else manages: the person hands over before they leave."""
    own = person.memberships.filter(standing(day), role=Membership.Role.MANAGER).select_related(
        "organisation"
    )
    return [each.organisation for each in own if not _other_managers(each, day)]


def _other_managers(membership: Membership, day: date) -> bool:
    managers = Membership.objects.filter(
        standing(day),
        organisation=membership.organisation_id,
        role=Membership.Role.MANAGER,
        user__is_active=True,
    )
    return managers.exclude(user=membership.user_id).exists()


def _keep_a_manager(membership: Membership, day: date) -> None:
    Organisation.objects.select_for_update().get(
        pk=membership.organisation_id
    )  # two who leave at once wait in line
    if membership.role == Membership.Role.MANAGER and not _other_managers(membership, day):
        raise Refused(_("An organisation keeps at least one manager. Name another one first."))


# --- delegation


def organisation_named(name: str) -> list[Organisation]:
    """The organisations of a code or, where there is none, of a name."""
    return list(Organisation.objects.filter(code=name)[:2]) or list(
        Organisation.objects.filter(name=name)[:2]
    )


@transaction.atomic
def delegate(actor: Actor, taker: Organisation, scope: str, until: date, day: date) -> Delegation:
    """The actor's organisation lets another act for it until a day; what it let it do before ends."""
    assert actor.organisation is not None and actor.user is not None
    Delegation.objects.filter(giver=actor.organisation, taker=taker, ended_at=None).update(
        ended_at=clock.now()
    )
    return Delegation.objects.create(
        giver=actor.organisation,
        taker=taker,
        scope=scope,
        since=day,
        until=until,
        given_by_id=actor.user.pk,
    )


def take_back(delegation: Delegation) -> None:
    """A delegation ends now."""
    delegation.ended_at = clock.now()
    delegation.save(update_fields=["ended_at"])
