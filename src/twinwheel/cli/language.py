"""The language of what a command tells: Chinese unless English is asked for."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

Lang = Literal["zh", "en"]
Language = Annotated[
    Lang, typer.Option("--lang", help="the language of the summary, of pages and of comments")
]
