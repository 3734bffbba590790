"""Keys: made, found, revoked."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from django.db.models import QuerySet

from twinwheel_web.accounts.actors import Actor
from twinwheel_web.accounts.models import Organisation
from twinwheel_web.api.models import Key

RATE = "600/m"
"""What a key may do until an operator says otherwise."""
COARSE = timedelta(hours=1)
MOST = 20  # keys of one organisation that stand at a time
_TOKEN = re.compile(r"(tw_[0-9a-f]{8})_[\w-]{43}", re.ASCII)


def make(actor: Actor, name: str, scopes: Iterable[str], expires: date, moment: datetime) -> tuple[Key, str]:
    """A new key of the actor's organisation, and its token: to be shown once, it cannot be had again."""
    assert actor.organisation is not None
    prefix = f"tw_{secrets.token_hex(4)}"
    token = f"{prefix}_{secrets.token_urlsafe(32)}"
    key = Key.objects.create(
        organisation=actor.organisation,
        name=name,
        prefix=prefix,
        hash=_hash(token),
        scopes=sorted(scopes),
        rate=RATE,
        created_by=actor.user,
        created_at=moment,
        expires=expires,
    )
    return key, token


def of(organisation: Organisation) -> QuerySet[Key]:
    """An organisation's keys, the newest first, revoked and expired ones too."""
    return Key.objects.filter(organisation=organisation).select_related("created_by")


def standing(organisation: Organisation, moment: datetime) -> int:
    """How many keys of an organisation may still be used."""
    return sum(each.stands(moment) for each in of(organisation))


def find(token: str, moment: datetime) -> Key | None:
    """The key of a token; None where there is none, or it was revoked or has run out."""
    form = _TOKEN.fullmatch(token)
    if form is None:
        return None
    key = Key.objects.select_related("organisation").filter(prefix=form[1]).first()
    if key is None or not compare_digest(key.hash, _hash(token)) or not key.stands(moment):
        return None
    if key.last_used_at is None or moment - key.last_used_at > COARSE:
        hour = moment.replace(minute=0, second=0, microsecond=0)
        Key.objects.filter(pk=key.pk).update(last_used_at=hour)
    return key


def revoke(organisation: Organisation, id: int, moment: datetime) -> Key:
    """
    Raises:
        Key.DoesNotExist: the organisation has no such key.
    """
    key = of(organisation).get(pk=id)
    if key.revoked_at is None:
        key.revoked_at = moment
        key.save(update_fields=["revoked_at"])
    return key


def acts_for(key: Key) -> Actor:
    """The actor a key is: its organisation, nobody in person. A key that may file does what an officer does."""
    roles = frozenset({"officer"}) if Key.Scope.FILE_OWN in key.scopes else frozenset[str]()
    return Actor(None, key.organisation, roles)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
