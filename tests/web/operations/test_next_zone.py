"""Another zone is another folder: the portal serves the example pack without a change of code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

VISIT = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "twinwheel_web.settings"
import django
django.setup()
from django.conf import settings
settings.ALLOWED_HOSTS.append("testserver")
from django.test import Client
from twinwheel_web.accounts.models import User
from twinwheel_web.pack import current

measure = next(iter(current().own))
pages = {
    None: ["/", "/zone/", "/zone/indicators/", "/policies/", f"/policies/{measure}/", "/documents/", "/api/v1/measures"],
    "enterprise-officer": ["/mine/", "/mine/get/", "/mine/ask/", "/mine/profile/", "/mine/what-if/"],
    "zone-analyst": ["/sandbox/", f"/sandbox/{measure}/"],
    "zone-officer": ["/register/", "/register/places/", "/register/runs/"],
}
for who, addresses in pages.items():
    client = Client()
    if who:
        client.force_login(User.objects.get(username=who), "allauth.account.auth_backends.AuthenticationBackend")
    for address in addresses:
        answer = client.get(address, headers={"accept-language": "en"})
        text = answer.content.decode()
        strange = [word for word in ("北京", "海淀", "中关村", "Zhongguancun", "Beijing") if word in text]
        print(address, answer.status_code, *strange)
"""

SAY_NO_MEASURE = {"/", "/zone/", "/zone/indicators/", "/documents/", "/mine/", "/register/runs/"}
"""Pages without the words of measures and code lists: those of the nation name provinces and offices."""


@pytest.mark.slow
def test_the_example_pack_is_served_by_the_same_code(root: Path, tmp_path: Path) -> None:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("TWINWHEEL_", "DJANGO_"))
    }
    pack = root / "examples" / "example-bay"
    serve = [sys.executable, "-m", "twinwheel", "serve", "--demo", "--prepare", "--rows", "20"]
    done = subprocess.run(
        [*serve, "--data", str(tmp_path), "--pack", str(pack)],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    settings = {
        "TWINWHEEL_PACK": str(pack),
        "TWINWHEEL_DATA": str(tmp_path),
        "TWINWHEEL_DEMO": "yes",
        "TWINWHEEL_HTTPS": "no",
    }
    seen = subprocess.run(
        [sys.executable, "-c", VISIT],
        env={**environment, **settings},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line.split() for line in seen.stdout.splitlines()]
    assert len(lines) == 17, seen.stderr[-3000:]
    assert [line for line in lines if line[1] != "200"] == [], seen.stderr[-3000:]
    named = {line[0] for line in lines if line[2:]}
    assert not named & SAY_NO_MEASURE, "a page names the first zone, which this pack does not know"
