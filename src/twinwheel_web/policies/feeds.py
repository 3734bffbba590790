"""What is new, as Atom (RFC 4287); of the whole library, or of what an address asks for."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from twinwheel_web import clock, pack
from twinwheel_web.design.templatetags.words import department_names, said
from twinwheel_web.policies import asked as asking
from twinwheel_web.policies.asked import Asked
from twinwheel_web.policies.library import Row, chosen, listed

ENTRIES = 50


if TYPE_CHECKING:
    Base = Feed[Row, tuple[Asked, str]]
else:
    Base = Feed  # Django's own takes no types when it runs


class MeasuresFeed(Base):
    """The newest measures first, by the day they were issued or, where that is not known, their first day."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> tuple[Asked, str]:
        return asking.read(request.GET, clock.today()), request.GET.urlencode()

    def title(self, given: tuple[Asked, str]) -> str:
        return f"{said(pack.current().info.title)} · {asking.title(given[0])}"

    def subtitle(self, given: tuple[Asked, str]) -> str:
        return said(pack.current().info.description)

    def link(self, given: tuple[Asked, str]) -> str:
        return reverse("policies:list") + (f"?{given[1]}" if given[1] else "")

    def feed_url(self, given: tuple[Asked, str]) -> str:
        return reverse("policies:feed") + (f"?{given[1]}" if given[1] else "")

    def author_name(self, given: tuple[Asked, str]) -> str:
        return said(pack.current().info.title)

    def items(self, given: tuple[Asked, str]) -> list[Row]:
        found = chosen(asking.among(given[0]), given[0].wanted)
        return sorted(found, key=lambda row: (issued(row), row.id), reverse=True)[:ENTRIES]

    def item_title(self, row: Row) -> str:
        return said(row.spec.title)

    def item_description(self, row: Row) -> str:
        return "; ".join(said(each.title) for each in row.spec.benefit)

    def item_link(self, row: Row) -> str:
        return reverse("policies:measure", args=[row.id])

    def item_guid(self, row: Row) -> str:
        return f"tag:twinwheel,{pack.current().info.id}:{row.id}"

    def item_pubdate(self, row: Row) -> datetime:
        return timezone.make_aware(datetime.combine(issued(row), time()))

    item_updateddate = item_pubdate

    def item_author_name(self, row: Row) -> str:
        return department_names(row.spec.issuer)

    def item_categories(self, row: Row) -> tuple[str, ...]:
        return tuple(
            said(dict(listed(name, value)))
            for name, value in (("themes", row.spec.theme), ("levels", row.spec.level))
        )


def issued(row: Row) -> date:
    """The day of the document, else the first day in force, else the day the pack was reviewed."""
    return row.spec.source.date or row.spec.valid.since or pack.current().info.reviewed
