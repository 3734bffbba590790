"""One log line a request; nothing larger than is taken; one transaction a change."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.urls import Resolver404, resolve
from django.utils.encoding import escape_uri_path

LOG = logging.getLogger("twinwheel.request")
FILES = "multipart/form-data"
READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
LARGEST_FILES = 4
"""So many of the largest files (``TWINWHEEL_UPLOAD_MB``) may come in one request."""


class RequestLogMiddleware:
    """Method, path, status, milliseconds and who; never a query string, a body, a name or a key."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        user = getattr(request, "user", None)
        facts = {
            "method": request.method,
            "path": _path(request),
            "status": response.status_code,
            "ms": round((time.perf_counter() - began) * 1000, 1),
            "user": getattr(user, "pk", None),
        }
        LOG.info("%(method)s %(path)s %(status)s %(ms)s ms", facts, extra=facts)
        return response


def _path(request: HttpRequest) -> str:
    """The path on one line, whatever was asked for, without the key of a mail that lets its reader in."""
    path, match = request.path, request.resolver_match
    if match is not None and "key" in match.kwargs:
        path = path.replace(str(match.kwargs["key"]), "-")
    return escape_uri_path(path)


class PlainAddressMiddleware:
    """Refuses an address with a NUL in it, which PostgreSQL cannot hold; the API says so itself, in its own form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") and not request.path.startswith("/api/"):
            return HttpResponse("an address holds no NUL\n", status=400, content_type="text/plain")
        return self.get_response(request)


class UploadLimitMiddleware:
    """Refuses files that are too large before a byte of them is read, and any of a visitor: they would fill the disk.

    Bodies without files are limited by Django (``DATA_UPLOAD_MAX_MEMORY_SIZE``).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.content_type == FILES and (size := _size(request)) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            most = (
                LARGEST_FILES * settings.TWINWHEEL.upload_mb * 10**6 if request.user.is_authenticated else 0
            )
            if size > most:
                return HttpResponse("too large\n", status=413, content_type="text/plain")
        return self.get_response(request)


class AtomicWritesMiddleware:
    """A request that may change something is one transaction; an error of the server takes all of it back.

    It is read to its end before: on SQLite a transaction lets nobody else write, and a body comes as slowly as its sender
    likes.

    Not Django's ``ATOMIC_REQUESTS``: that would open one for every page read too, and on SQLite, where a transaction that
    may write waits for every other, readers would wait for each other. Nor where the view says that its services do that
    themselves (``own_transactions``): a program that asks the API to decide changes nothing but the count of its requests.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in READING or _own_transactions(request.path_info):
            return self.get_response(request)
        try:
            _read(request)
        except UnreadablePostError:
            return HttpResponse("not all of it came\n", status=400, content_type="text/plain")
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response


def _size(request: HttpRequest) -> int:
    """Bytes of the body, as its sender says; a server that speaks WSGI gives no more of it."""
    said = request.META.get("CONTENT_LENGTH") or ""
    return int(said) if said.isdecimal() else 0


def _read(request: HttpRequest) -> None:
    """Read the body for whoever asks for it later; one that Django will refuse for its size is left where it is."""
    if request.content_type == FILES:
        len(request.FILES)
    elif _size(request) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        len(request.body)


def _own_transactions(path: str) -> bool:
    try:
        return bool(getattr(resolve(path).func, "own_transactions", False))
    except Resolver404:
        return False
