"""Every address of the portal, walked from its urls: what the tests of rights and of pages hold their tables against."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver

NOT_OURS = ("sign/", "support/", "admin/", "language/")
"""Where addresses begin that other packages answer."""
API = "api/v1/"


class Address(NamedTuple):
    name: str
    route: str
    view: Any
    parameters: frozenset[str]

    @property
    def ours(self) -> bool:
        return not self.route.startswith(NOT_OURS)

    @property
    def a_page(self) -> bool:
        return self.ours and not self.route.startswith((API, "api/^"))


def addresses() -> list[Address]:
    """Every address, the ones the portal takes from other packages with them."""
    return list(_within(get_resolver(), Address("", "", None, frozenset())))


def _within(resolver: Any, above: Address) -> Iterator[Address]:
    for each in resolver.url_patterns:
        route, parameters = (
            above.route + str(each.pattern),
            above.parameters | set(each.pattern.regex.groupindex),
        )
        if isinstance(each, URLResolver):
            space = f"{above.name}{each.namespace}:" if each.namespace else above.name
            yield from _within(each, Address(space, route, None, parameters))
        elif isinstance(each, URLPattern):
            yield Address(above.name + (each.name or ""), route, each.callback, parameters)
