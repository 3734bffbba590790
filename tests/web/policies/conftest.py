"""The measures of the pack in the search index, once for all tests of this room."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(scope="session", autouse=True)
def measures_indexed(django_db_setup: None, django_db_blocker: Any) -> None:
    from twinwheel_web.policies.service import index_measures

    with django_db_blocker.unblock():
        index_measures()
