"""``twinwheel doctor``: what is wrong with a portal, and what to do."""

from __future__ import annotations

import json
import os
from typing import Annotated

import typer

MARKS = {"ok": "[green]✓[/]", "warn": "[yellow]![/]", "fail": "[red]✗[/]"}


def doctor(as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False) -> None:
    """Look at a portal's settings, database, worker, files and fonts; exit 1 where something fails.

    \b
    twinwheel doctor
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinwheel_web.settings")
    import django

    django.setup()
    from rich.console import Console

    from twinwheel_web.clock import now
    from twinwheel_web.operations.checks import DOCTOR

    found = [check(now()) for check in DOCTOR]
    failed = any(each.state == "fail" for each in found)
    if as_json:
        print(
            json.dumps({"well": not failed, "checks": [each._asdict() for each in found]}, ensure_ascii=False)
        )
    else:
        console = Console(highlight=False, soft_wrap=True)
        for each in found:
            console.print(f"{MARKS[each.state]} [bold]{each.name}[/]: ", end="")
            console.print(each.what, markup=False)
            if each.advice:
                console.print(f"  {each.advice}", markup=False)
    if failed:
        raise typer.Exit(1)
