"""How often a caller may ask. Counted in the database, so all workers count together and exactly."""

from __future__ import annotations

import re
from datetime import datetime
from ipaddress import IPv6Address, ip_address
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from twinwheel_web.api.models import Spent

SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_RATE = re.compile(r"([1-9]\d{0,6})/([smhd])")


class Rate(NamedTuple):
    limit: int
    seconds: int


class Left(NamedTuple):
    """What a caller has left: requests, and the seconds until there are new ones. ``left`` below 0: too many."""

    rate: Rate
    left: int
    seconds: int


def read_rate(text: str) -> Rate:
    """
    >>> read_rate("60/m")
    Rate(limit=60, seconds=60)

    Raises:
        ValueError: not a rate.
    """
    found = _RATE.fullmatch(text)
    if found is None:
        raise ValueError(_("Write a number of requests per s, m, h or d, such as 60/m."))
    return Rate(int(found[1]), SECONDS[found[2]])


def spend(caller: str, rate: Rate, moment: datetime) -> Left:
    """Count one request of a caller."""
    second = int(moment.timestamp())
    window, into = divmod(second, rate.seconds)
    with transaction.atomic():
        used = _counted(caller, window)
        if used is None:
            Spent.objects.filter(ends__lte=second).delete()
            used = _begun(caller, window, second - into + rate.seconds)
    return Left(rate, rate.limit - used, rate.seconds - into)


def _counted(caller: str, window: int) -> int | None:
    row = Spent.objects.filter(caller=caller, window=window)
    if not row.update(used=F("used") + 1):
        return None
    return row.values_list("used", flat=True)[0]


def _begun(caller: str, window: int, ends: int) -> int:
    try:
        with transaction.atomic():
            Spent.objects.create(caller=caller, window=window, ends=ends, used=1)
    except IntegrityError:  # another worker began it at the same moment
        return _counted(caller, window) or 1
    return 1


def address(request: HttpRequest, proxies: int) -> str:
    """The address a request came from: behind ``proxies`` of ours, what the outermost of them was told.

    What stands further left in X-Forwarded-For was written by the caller and is not believed. Of an IPv6 address the
    first 64 bits: one caller has all of the rest.
    """
    found = str(request.META.get("REMOTE_ADDR", ""))
    if proxies:
        hops = [
            each.strip() for each in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if each.strip()
        ]
        if hops:
            found = hops[-min(proxies, len(hops))]
    try:
        known = ip_address(found)
    except ValueError:
        return found[:64]
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or IPv6Address(int(known) >> 64 << 64))
    return str(known)


def anonymous(request: HttpRequest, proxies: int) -> str:
    """The caller that an address is: a hash nobody can turn back without the portal's key."""
    return (
        "a"
        + salted_hmac("twinwheel.api.rates", address(request, proxies), algorithm="sha256").hexdigest()[:40]
    )
