"""``python -m bench.web``: a portal with 20,000 enterprises, asked page after page; the table goes into docs/performance.md.

Exit code 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from bench import pages as docs
from bench.process import ROOT, Failed, say
from bench.report import this_machine
from bench.web import report
from bench.web.asked import ROWS, WORKERS, Page, environment, pages
from bench.web.client import at_once, one_after_another, quantile, signed_in
from bench.web.server import Server, memory, prepare, serving
from bench.web.weight import weigh

CONNECTIONS = 8
WARM = 4  # times over fresh connections, so that every worker has met every address of a page
LEAST_WARM = 16  # requests each time
MOST = 30_000  # requests at once, however fast the portal is


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    try:
        found = measure(options)
    except Failed as error:
        print(error, file=sys.stderr)
        return 2
    results: dict[str, Any] = {}
    if options.results.exists():
        results = json.loads(options.results.read_text(encoding="utf-8"))
    results["web"] = {**found, "machine": this_machine(f"{datetime.now():%Y-%m-%d}")}
    print(report.written(results))
    if not options.quick:
        options.results.parent.mkdir(parents=True, exist_ok=True)
        options.results.write_text(json.dumps(results, indent=1), encoding="utf-8")
        docs.write(ROOT / "docs", results)
    missed = report.all_missed(found)
    for each in missed:
        print(f"missed: {each}", file=sys.stderr)
    return 1 if missed and not options.quick else 0


def measure(options: argparse.Namespace) -> dict[str, Any]:
    say(f"preparing {options.data}")
    prepare(options.data, options.rows)
    load = os.getloadavg()[0]
    with serving(options.data, options.rows, options.workers) as server:
        people = {who: signed_in(server.port, who) for who in {page.who for page in pages()}}
        lines = [_page(server, page, people[page.who], options.requests) for page in pages()]
        page = next(each for each in pages() if each.name == "measure")
        say("at once: a measure")
        number, seconds = at_once(server.port, page, {}, CONNECTIONS, options.seconds, MOST)
        held = max(memory(pid) for pid in server.workers())
    counted = _queries(options.data)
    return {
        "rows": options.rows,
        "workers": options.workers,
        "requests": options.requests,
        "connections": CONNECTIONS,
        "load": load,
        "pages": [{**each, "queries": counted[each["name"]]} for each in lines],
        "rate": number / seconds,
        "memory": {"rss": held[0], "pss": held[1]},
    }


def _page(server: Server, page: Page, cookies: dict[str, str], number: int) -> dict[str, Any]:
    say(page.title)
    began = server.mark()
    for _ in range(WARM):
        at_once(server.port, page, cookies, CONNECTIONS, seconds=10, most=max(LEAST_WARM, len(page.paths)))
    first = max(server.spent(began))
    began = server.mark()
    way = one_after_another(server.port, page, cookies, number)
    spent = server.spent(began)
    if len(spent) != number:
        raise Failed(f"{page.name}: {len(spent)} of {number} requests are in the log")
    weight = weigh(server.port, page, cookies)
    return {
        "name": page.name,
        "title": page.title,
        "p50": quantile(spent, 0.5),
        "p99": quantile(spent, 0.99),
        "way_p50": quantile(way, 0.5),
        "way_p99": quantile(way, 0.99),
        "first": first,
        "most": {"p50": page.p50, "p99": page.p99},
        "charts": page.charts,
        "page_bytes": weight.page,
        "all_bytes": None if page.htmx else weight.all,
    }


def _queries(data: Path) -> dict[str, int]:
    settings = {**os.environ, **environment(data), "DJANGO_SETTINGS_MODULE": "twinwheel_web.settings"}
    settings["TWINWHEEL_LOG_LEVEL"] = "error"
    done = subprocess.run(
        [sys.executable, "-m", "bench.web.queries"], env=settings, cwd=ROOT, capture_output=True, check=False
    )
    if done.returncode:
        raise Failed(done.stderr.decode(errors="replace")[-2000:])
    found: dict[str, int] = json.loads(done.stdout)
    return found


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.web", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS, help="enterprises, where the folder is filled anew")
    parser.add_argument("--workers", type=int, default=WORKERS)
    parser.add_argument("--requests", type=int, default=300, help="of each page, one after another")
    parser.add_argument("--seconds", type=float, default=10.0, help="of asking at once")
    parser.add_argument("--data", type=Path, default=ROOT / "build" / "bench-web", help="kept between runs")
    parser.add_argument("--results", type=Path, default=ROOT / "build" / "bench.json")
    parser.add_argument("--quick", action="store_true", help="only prints; no page is written, nothing fails")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
