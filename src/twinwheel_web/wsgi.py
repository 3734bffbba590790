"""The portal for a WSGI server: ``gunicorn twinwheel_web.wsgi``."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinwheel_web.settings")
application = get_wsgi_application()
