from __future__ import annotations

from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from twinwheel_web import clock, pack
from twinwheel_web.accounts import rules
from twinwheel_web.accounts.gate import may
from twinwheel_web.accounts.request import Request
from twinwheel_web.home import service


class Entry(NamedTuple):
    """A way in, for those who may go there."""

    permission: str
    address: str
    title: str | Promise
    text: str | Promise


ENTRIES = (
    Entry(
        "mine.view",
        "mine:mine",
        _("What can I get"),
        _("Every measure held against your enterprise: what you can have, and what is missing for the rest."),
    ),
    Entry(
        "sandbox.use",
        "sandbox:list",
        _("Try a policy"),
        _("Move a threshold, and see at once who gains, who loses and what it costs."),
    ),
    Entry(
        "registers.browse",
        "registry:list",
        _("The register"),
        _("Look enterprises up, take files in, and see where each value comes from."),
    ),
    Entry(
        "documents.review",
        "documents:list",
        _("Review documents"),
        _("Accept, correct or reject what was read from policy documents."),
    ),
    Entry(
        "public.view",
        "policies:list",
        _("Find a policy"),
        _("Every measure in plain words, with its conditions, its money and its source."),
    ),
    Entry(
        "public.view",
        "documents:list",
        _("Read the documents"),
        _("The texts behind the figures, with every fact marked where it stands."),
    ),
    Entry(
        "public.view",
        "zones:zone",
        _("Get to know the zone"),
        _("Clusters, parks, institutions and platforms on a map; indicators and their targets."),
    ),
)


def entries(request: Request) -> list[Entry]:
    """What this actor may open, what is theirs first; no address twice."""
    found: dict[str, Entry] = {}
    for each in ENTRIES:
        if rules.may(request.actor, each.permission):
            found.setdefault(each.address, each)
    return list(found.values())


@may("public.view")
def home(request: Request) -> HttpResponse:
    day, current = clock.today(), pack.current()
    figures, sources = service.figures(current.zone)
    page = {
        "day": day,
        "entries": entries(request),
        "new": service.new(day),
        "ending": service.ending(day),
        "in_force": service.in_force(day),
        "figures": figures,
        "sources": list(sources),
        "info": current.info,
        "counted": service.counted(),
    }
    return render(request, "home/home.html", page)
