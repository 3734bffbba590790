"""What the portal holds about a person: all of it to take along, and the account to close.

Other apps tell nothing: whatever points at a person is found by itself. What hangs on the person (``on_delete=CASCADE``) is
theirs and goes with the account; what only names them (``SET_NULL``) is the organisation's and stays, naming nobody.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.db import models, transaction
from django.utils.translation import gettext as _

from twinwheel_web import clock
from twinwheel_web.accounts.actors import standing
from twinwheel_web.accounts.models import Membership, User
from twinwheel_web.accounts.service import Refused, managed_alone

KEPT = (Membership, LogEntry)
"""Memberships are ended, not forgotten; what an operator did in the console stays in its log."""
SECRET = frozenset({"password", "session_key", "token", "token_secret", "secret", "hash", "digest"})
"""Fields that let somebody in: nobody reads them, not even their owner."""


def pointing() -> list[models.ForeignKey[Any, Any]]:
    """Every field of any app that points at a person, ordered by its table."""
    relations = User._meta.get_fields(include_hidden=True)
    found = [each.field for each in relations if isinstance(each, models.ManyToOneRel)]
    return sorted(found, key=lambda field: (field.model._meta.label_lower, field.name))


def everything(person: User) -> dict[str, Any]:
    """All that is held about a person, by table: their account, and one entry for each row that names them.

    Values of an enterprise are not the person's: of a filing it says when, for whom and on what ground.
    """
    found: dict[str, Any] = {"account": _row(person)}
    for field in pointing():
        names = [
            each.name for each in field.model._meta.concrete_fields if each.is_relation and each is not field
        ]
        rows = field.model._base_manager.filter(**{field.name: person}).select_related(*names).order_by("pk")
        if told := [_row(row, without=field.name) for row in rows]:
            found.setdefault(field.model._meta.label_lower, {})[field.name] = told
    return found


def _row(row: models.Model, without: str = "") -> dict[str, Any]:
    told: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        own = isinstance(row, SocialAccount) and field.name == "extra_data"  # what the provider said of them
        if field.name == without or field.name in SECRET:
            continue
        if isinstance(field, models.JSONField | models.FileField | models.BinaryField) and not own:
            continue
        value = getattr(row, field.name)
        told[field.name] = str(value) if field.is_relation and value is not None else value
    return told


@transaction.atomic
def close(person: User) -> None:
    """Close an account: memberships end, sessions end, what is the person's is deleted, and the name is forgotten.

    Raises:
        Refused: they alone manage an organisation, or the portal.
    """
    day = clock.today()
    if alone := managed_alone(person, day):
        raise Refused(
            _("You alone manage %(names)s. Name another manager first.")
            % {"names": ", ".join(map(str, alone))}
        )
    if (
        person.is_superuser
        and not User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk).exists()
    ):
        raise Refused(_("You alone run this portal. Make somebody else an operator first."))
    person.memberships.filter(standing(day)).update(until=day - timedelta(days=1))
    for session in UserSession.objects.filter(user=person):
        session.end()
    for field in pointing():
        if field.remote_field.on_delete is models.CASCADE and not issubclass(field.model, KEPT):
            field.model._base_manager.filter(**{field.name: person}).delete()
    person.username, person.first_name, person.last_name, person.email = f"deleted-{person.pk}", "", "", ""
    person.is_active = person.is_staff = person.is_superuser = False
    person.set_unusable_password()
    person.save()
