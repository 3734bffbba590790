"""The actor of a request: who asks, for which organisation, in which roles. Rules read nothing else of a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from twinwheel_web.accounts.models import Delegation, Organisation, User

CHOSEN = "acting_for"
"""Session key: the organisation a person with several chose to act for."""


@dataclass(frozen=True)
class Actor:
    """Who asks. ``user`` None: a visitor. ``organisation`` None: a person who acts for nobody else.

    ``delegated`` holds the scope by organisation id for those that let this one act for them.
    """

    user: User | None = None
    organisation: Organisation | None = None
    roles: frozenset[str] = frozenset()
    delegated: tuple[tuple[int, str], ...] = ()
    choices: tuple[Organisation, ...] = ()
    """All they could act for; the top of every page lets them switch."""

    @property
    def kind(self) -> str | None:
        return self.organisation.kind if self.organisation else None

    @property
    def signed_in(self) -> bool:
        return self.user is not None

    @property
    def operator(self) -> bool:
        """Runs the portal itself (Django's superuser)."""
        return self.user is not None and self.user.is_superuser

    def has(self, *roles: str) -> bool:
        """In one of the roles; a manager is in all of them."""
        return bool(self.roles & {"manager", *roles})


NOBODY = Actor()


def standing(day: date) -> Q:
    """The memberships that hold on a day."""
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day))


def choices(user: User, day: date) -> dict[Organisation, frozenset[str]]:
    """The organisations a person may act for on a day, with their roles there; the one they have been with longest first.

    So nobody is made to act for another organisation by being added to it.
    """
    found: dict[Organisation, set[str]] = {}
    for each in user.memberships.filter(standing(day)).select_related("organisation").order_by("since", "id"):
        found.setdefault(each.organisation, set()).add(each.role)
    return {organisation: frozenset(roles) for organisation, roles in found.items()}


def actor_of(user: User | AnonymousUser, chosen: int | None, day: date) -> Actor:
    """The actor a person is: for the organisation chosen, else the first of theirs."""
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    own = choices(user, day)
    if not own:
        return Actor(user)
    organisation = next((each for each in own if each.pk == chosen), next(iter(own)))
    taken = Delegation.objects.filter(taker=organisation, ended_at=None, since__lte=day, until__gte=day)
    return Actor(
        user, organisation, own[organisation], tuple(taken.values_list("giver_id", "scope")), tuple(own)
    )
