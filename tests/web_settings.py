"""The portal's settings for tests: the demo, in a folder of its own, on SQLite or on TWINWHEEL_TEST_DATABASE."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = tempfile.mkdtemp(prefix="twinwheel-web-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
for _name in [
    name for name in os.environ if name.startswith("TWINWHEEL_") and not name.startswith("TWINWHEEL_TEST_")
]:
    if _name not in {"TWINWHEEL_DEBUG", "TWINWHEEL_BACK_END", "TWINWHEEL_SHARED"}:
        del os.environ[_name]
os.environ |= {
    "TWINWHEEL_PACK": str(Path(__file__).resolve().parent.parent / "packs" / "beijing-sti"),
    "TWINWHEEL_DATA": _folder,
    "TWINWHEEL_DEMO": "yes",
    "TWINWHEEL_HTTPS": "no",
    "TWINWHEEL_LOG": "text",
    "TWINWHEEL_LOG_LEVEL": "warning",
    "TWINWHEEL_BACK_END": os.environ.get("TWINWHEEL_BACK_END", "numpy"),
}
if url := os.environ.get("TWINWHEEL_TEST_DATABASE"):
    os.environ["TWINWHEEL_DATABASE"] = url

from twinwheel_web.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default"]}}
WHITENOISE_AUTOREFRESH = True
