"""The portal for a WSGI server: ``gunicorn twinwheel_web.wsgi``."""

from __future__ import annotations

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinwheel_web.settings")
application = get_wsgi_application()

for room in ("registers", "matching.survey", "matching.explain", "reading.review", "reports.reading"):
    # What views import when they need it is imported here once: two threads that begin at the same moment would each
    # find half of it, and answer with an error. Workers that are parted from this process share its memory.
    import_module(f"twinwheel.{room}")
