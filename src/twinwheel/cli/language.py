"""The language of what a command tells: Chinese unless English is asked for."""

from __future__ import annotations

from typing import Any, Literal

import typer

Lang = Literal["zh", "en"]


def language(of: str) -> Any:
    """The option ``--lang``: the language ``of`` what this command tells or writes in it."""
    return typer.Option("--lang", help=f"the language of {of}")
