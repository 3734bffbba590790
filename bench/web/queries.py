"""Prints how many questions each page asks of the database, warm, as JSON. A process of its own: it is a portal itself."""

from __future__ import annotations

import json
import sys
from itertools import islice

SOME = 5  # addresses of a page; the most of any of them counts


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bench.web.asked import pages
    from twinwheel_web.accounts.models import User

    settings.ALLOWED_HOSTS = ["testserver"]
    found = {}
    for page in pages():
        client = Client()
        if page.who is not None:
            client.force_login(User.objects.get(username=page.who), settings.AUTHENTICATION_BACKENDS[0])
        headers = {"HX-Request": "true"} if page.htmx else {}
        counts = []
        for path in islice(page.paths, SOME):
            client.get(path, headers=headers)
            with CaptureQueriesContext(connection) as context:
                assert client.get(path, headers=headers).status_code == 200
            counts.append(len(context))
        found[page.name] = max(counts)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
