"""Pages for when something is wrong, and the two choices kept in a cookie."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _wrong(request: HttpRequest, status: int, name: str) -> HttpResponse:
    return render(request, f"design/{name}.html", status=status)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _wrong(request, 403, "forbidden")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _wrong(request, 404, "not_found")


def failed(request: HttpRequest) -> HttpResponse:
    return _wrong(request, 500, "failed")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _wrong(request, 403, "csrf_failure")
