"""The type of subject a page is about."""

from __future__ import annotations

from django.http import Http404

from twinwheel_web import pack
from twinwheel_web.accounts.request import Request
from twinwheel_web.registers.models import Subject


def type_of(request: Request) -> str:
    """The type asked for; by default the first of the pack. Raises Http404 for one the pack does not have."""
    types = pack.current().subjects
    asked = request.GET.get("type") or next(iter(types))
    if asked not in types:
        raise Http404(asked)
    return asked


def present() -> list[str]:
    """The types there are subjects of, in the order of the pack."""
    found = set(Subject.objects.order_by().values_list("type", flat=True).distinct())
    return [type for type in pack.current().subjects if type in found]
