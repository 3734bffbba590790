"""The days that matter as iCalendar (RFC 5545): each an event of a whole day, under a name of its own for good."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from django.utils.translation import gettext as _

from twinwheel_web import pack
from twinwheel_web.design.templatetags.words import said
from twinwheel_web.policies.days import Event


def calendar(name: str, events: Iterable[Event], address: str) -> bytes:
    """A calendar to subscribe to. ``address`` is the portal's own, such as https://example.org, for the links.

    Nothing in it but the pack decides: asked twice, it is the same to the byte.
    """
    from icalendar import Calendar
    from icalendar import Event as Entry

    found = pack.current()
    stamp = datetime.combine(found.info.reviewed, time(), UTC)
    result = Calendar()
    result.add("prodid", f"-//Twinwheel//{found.info.id}//ZH")
    result.add("version", "2.0")
    result.add("method", "PUBLISH")
    result.add("x-wr-calname", name)
    for each in events:
        entry = Entry()
        entry.add("uid", f"{each.spec.id}.{each.kind}@{found.info.id}.twinwheel")
        entry.add("dtstamp", stamp)
        entry.add("dtstart", each.day)
        entry.add("dtend", each.day + timedelta(days=1))
        entry.add("summary", _summary(each))
        entry.add("description", each.spec.source.document)
        entry.add("url", address + link(each.spec.id))
        entry.add("transp", "TRANSPARENT")
        result.add_component(entry)
    return bytes(result.to_ical())


def link(id: str) -> str:
    from django.urls import reverse

    return reverse("policies:measure", args=[id])


def _summary(each: Event) -> str:
    title, what = said(each.spec.title), str(each.name)
    if each.exact:
        return _("%(title)s: %(what)s") % {"title": title, "what": what}
    return _("%(title)s: %(what)s (day estimated)") % {"title": title, "what": what}
