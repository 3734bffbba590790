"""The pure parts of the bench of the portal; what it asks over the network is asked by the bench itself."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest


@pytest.fixture
def web(root: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    monkeypatch.syspath_prepend(root)
    names = ("asked", "client", "report", "server")
    return SimpleNamespace(**{name: import_module(f"bench.web.{name}") for name in names})


@pytest.mark.parametrize(
    ("values", "share", "wanted"),
    [
        ([7], 0.99, 7),
        ([3, 1, 2], 0.5, 2),
        (range(1, 101), 0.99, 99),
        (range(1, 301), 0.99, 297),
        ([1, 2], 0.5, 1),
    ],
)
def test_a_quantile_is_a_value_that_was_found(
    web: Any, values: list[float], share: float, wanted: float
) -> None:
    assert web.client.quantile(values, share) == wanted


def test_pairs_of_characters_are_taken_from_titles_alone(web: Any) -> None:
    found = web.asked.two_characters(["研发AI费用", "税（试行）"], 99)
    assert sorted(found) == sorted(["研发", "费用", "试行"])
    assert web.asked.two_characters(["一二三四五六"], 2) == web.asked.two_characters(["一二三四五六"], 2)
    assert len(web.asked.two_characters(["一二三四五六"], 2)) == 2


def test_what_a_page_loads_is_found_once(web: Any) -> None:
    html = """<link rel="stylesheet" href="/static/a.css"><link rel="icon" href="/static/i.svg">
    <link rel="alternate" href="/feed.atom"><script src="/static/x.js" defer></script><script>1</script>
    <script type="module" src="/static/x.js"></script><img src="/static/p.png" alt=""><img src="data:image/png;base64,x" alt="">"""
    assert web.client.assets(html) == ["/static/a.css", "/static/i.svg", "/static/x.js", "/static/p.png"]


def test_modules_are_followed_by_their_own_paths(web: Any) -> None:
    script = 'import { chart } from "../design/chart.js";\nimport x from "./y.js"; import z from "elsewhere";'
    assert web.client.imports(script, "/static/sandbox/sandbox.js") == [
        "/static/design/chart.js",
        "/static/sandbox/y.js",
    ]


def test_the_log_is_read_and_a_failed_request_is_no_figure(web: Any) -> None:
    lines = [
        '{"ms": 1.5, "status": 200, "path": "/"}',
        "Traceback",
        "[1]",
        '{"message": "ready"}',
        '{"ms": 2, "status": 304}',
    ]
    assert list(web.server.milliseconds(lines)) == [1.5, 2.0]
    with pytest.raises(Exception, match="/x answered 500"):
        list(web.server.milliseconds(['{"ms": 9, "status": 500, "path": "/x"}']))


def found(**changed: Any) -> dict[str, Any]:
    page = {
        "name": "library", "title": "library", "p50": 10.0, "p99": 90.0, "way_p50": 11.0, "way_p99": 95.0, "first": 1200.0,
        "most": {"p50": 30, "p99": 120}, "charts": False, "page_bytes": 9_000, "all_bytes": 90_000, "queries": 3,
    }  # fmt: skip
    chart = {
        **page,
        "name": "trying",
        "charts": True,
        "all_bytes": 600_000,
        "most": {"p50": None, "p99": None},
    }
    part = {
        "rows": 20_000, "workers": 4, "requests": 300, "connections": 8, "load": 0.1, "rate": 400.0,
        "memory": {"rss": 200.0, "pss": 90.0}, "pages": [{**page, **changed.pop("page", {})}, chart],
    }  # fmt: skip
    return {**part, **changed}


@pytest.mark.parametrize(
    ("changed", "missed"),
    [
        ({}, []),
        ({"page": {"p50": 30.0}}, ["library: p50"]),
        ({"page": {"p99": 500.0}}, ["library: p99"]),
        ({"rate": 299.0}, ["rate"]),
        ({"memory": {"rss": 350.0, "pss": 1.0}}, ["memory"]),
        ({"page": {"all_bytes": 300_000}}, ["weight"]),
        ({"page": {"all_bytes": 950_000, "charts": True}}, ["charts"]),
    ],
)
def test_a_target_that_is_missed_is_said(web: Any, changed: dict[str, Any], missed: list[str]) -> None:
    part = found(**changed)
    assert web.report.all_missed(part) == missed
    machine = {"when": "2026-11-22", "python": "CPython 3", "cores": 2, "processor": "P"}
    text = web.report.written({"web": {**part, "machine": machine}})
    assert text.count("**missed**") == len(missed)
    assert "20,000 enterprises, 4 workers" in text


def test_a_process_knows_its_memory(web: Any) -> None:
    import os

    held, own = web.server.memory(os.getpid())
    assert held >= own > 1
