"""What endpoints take: days, pages, filters, values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Generic, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Field, Schema
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, WithJsonSchema
from pydantic_core import PydanticCustomError

from twinwheel_web import clock

MOST = 200  # of one page
_DAY = re.compile(r"(19|20|21)\d\d-\d\d-\d\d", re.ASCII)

T = TypeVar("T")


def _day(value: object) -> object:
    """Days are written out: pydantic would take numbers for seconds, and moments for days."""
    if value is None or isinstance(value, date):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise PydanticCustomError("day", "not a day")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("day", "not a day") from None


def _keepable(value: str) -> str:
    """Text a database can keep: no NUL, no half of a pair."""
    if "\0" in value or any("\ud800" <= each <= "\udfff" for each in value):
        raise PydanticCustomError("signs", "signs that cannot be kept")
    return value


WrittenDay = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "pattern": r"^(19|20|21)\d\d-\d\d-\d\d$"}),
]
Text = Annotated[str, AfterValidator(_keepable), Field(min_length=1, max_length=200)]


class AsOf(Schema):
    as_of: WrittenDay | None = Field(
        None, description=gettext_noop("the day to decide as of, such as 2026-11-22; by default today")
    )

    @property
    def day(self) -> date:
        return self.as_of or clock.today()


class Paging(Schema):
    page: int = Field(1, ge=1, le=100_000, description=gettext_noop("counts from 1"))
    per_page: int = Field(50, ge=1, le=MOST, description=gettext_noop("at most 200"))


class Page(BaseModel, Generic[T]):
    """Some of many, with how many there are in all; the addresses of the other pages are in the header Link."""

    model_config = ConfigDict(extra="forbid")
    items: list[T]
    total: int
    page: int
    pages: int


def paged(
    request: HttpRequest,
    response: HttpResponse,
    items: Sequence[Any],
    paging: Paging,
    total: int | None = None,
) -> dict[str, Any]:
    """One page of all ``items``, or ``items`` as the page of ``total``; writes the header Link (RFC 8288)."""
    count = len(items) if total is None else total
    pages = max(1, -(-count // paging.per_page))
    if total is None:
        start = (paging.page - 1) * paging.per_page
        items = items[start : start + paging.per_page]
    places = {"first": 1, "prev": paging.page - 1, "next": paging.page + 1, "last": pages}
    links = [
        f'<{_address(request, number)}>; rel="{name}"'
        for name, number in places.items()
        if 1 <= number <= pages and (name in ("first", "last") or paging.page <= pages)
    ]
    response["Link"] = ", ".join(links)
    return {"items": list(items), "total": count, "page": paging.page, "pages": pages}


def _address(request: HttpRequest, page: int) -> str:
    asked = request.GET.copy()
    asked["page"] = str(page)
    return request.build_absolute_uri(f"{request.path}?{asked.urlencode()}")


class Values(Schema):
    """Values by field; null is: not known. ``/fields`` says which fields there are and how each is written."""

    model_config = ConfigDict(extra="forbid")
    values: dict[str, bool | int | float | str | list[str | int | float | None] | None] = Field(
        description=gettext_noop(
            "numbers in the unit of the field, shares as shares of 1, days as 2026-03-01, one code as text, "
            "several as a list, a range as a list of its two ends"
        )
    )


class Profile(Values):
    """One anonymous subject. Nothing of it is kept or logged."""

    subject: str = Field(
        "enterprise", min_length=1, max_length=80, description=gettext_noop("type of subject")
    )
    as_of: WrittenDay | None = Field(
        None, description=gettext_noop("the day to decide as of; by default today")
    )

    @property
    def day(self) -> date:
        return self.as_of or clock.today()


class Matched(Profile):
    measure: str | None = Field(
        None, min_length=1, max_length=80, description=gettext_noop("only this measure")
    )
    ways: bool = Field(
        True, description=gettext_noop("false: leave out the nearest changes, which take most of the time")
    )


class Asked(Profile):
    limit: int = Field(5, ge=1, le=50, description=gettext_noop("how many questions"))
