"""The command line: what every ``--help`` says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pages.words import made
from twinwheel.cli import main as shell

WIDTH = 92


def commands() -> Iterator[tuple[str, Any]]:
    """Every command with its full name, groups before what is in them."""
    yield "twinwheel", shell.root()
    for entry in shell.COMMANDS:
        command = shell.load(entry)
        yield f"twinwheel {entry.name}", command
        for name, inner in getattr(command, "commands", {}).items():
            yield f"twinwheel {entry.name} {name}", inner


def help_of(name: str, command: Any) -> str:
    context = command.context_class(command, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH)
    return "\n".join(line.rstrip() for line in command.get_help(context).splitlines())


def page() -> str:
    lines = made("src/twinwheel/cli/", "Command line")
    lines += [
        "Data goes to stdout, words to stderr. `-` is stdin or stdout. `--json` prints one JSON object, and where",
        "something is wrong one JSON object on stderr; its keys are on the page of [errors](errors.md).",
        "",
        "| exit code | means |",
        "|---|---|",
        "| 0 | fine |",
        "| 1 | the data is wrong: a pack, a register, a test; or a result could not be written |",
        "| 2 | the command is wrong |",
        "| 130 | stopped with Ctrl-C |",
        "| 141 | the reader of a pipe went away |",
        "",
        "`TWINWHEEL_DEBUG=1` in the environment adds where an unexpected error happened.",
        "",
    ]
    for name, command in commands():
        lines += [f"## {name}", "", "```text", help_of(name, command), "```", ""]
    return "\n".join(lines)
