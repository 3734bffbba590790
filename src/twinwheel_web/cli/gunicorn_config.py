"""How gunicorn serves the portal. The application is loaded once and shared by all workers, which saves memory."""

from __future__ import annotations

import gc
from typing import Any

preload_app = True
worker_class = "gthread"
threads = 2
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 20_000  # a worker is renewed before small leaks matter
max_requests_jitter = 2_000
limit_request_line = 8190
control_socket_disable = True
accesslog = None  # the portal logs requests itself, without query strings


def when_ready(server: Any) -> None:
    """Read the pack before the workers part, so that they share it."""
    from twinwheel_web.pack import current

    current()
    gc.freeze()


def child_exit(server: Any, worker: Any) -> None:
    """A worker that ended leaves the metrics."""
    import os

    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
