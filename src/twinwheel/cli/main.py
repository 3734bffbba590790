"""The command ``twinwheel``: finds the command that is called, runs it, reports how it ended.

**To add a command**, add a line to ``COMMANDS``: its name, the module it lives in, an attribute of
that module, and the line ``twinwheel --help`` shows. The module is imported only when the command is
called, so help and small commands start fast. The attribute is one of two things:

- a ``typer.Typer``: a group, ``twinwheel pack check`` (the module decorates with ``@app.command()``);
- a function: a single command, ``twinwheel match``, its arguments annotated as Typer reads them.

Its docstring is the help text: one sentence, a blank line, then examples after a line with only ``\\b``,
which keeps their line breaks.

**How it ends.** A command returns, or raises an error of ``twinwheel.errors``; it never prints an error
or picks an exit code itself. 0: fine. 1: the data is wrong. 2: the command is wrong. 130: Ctrl-C.
141: the reader of a pipe went away. 143: asked to end (SIGTERM). Where the answer "it is wrong" *is* the
result, as in ``pack check`` with its own listing, the command raises ``typer.Exit(1)``. With ``--json``
the error is one JSON object on stderr. ``TWINWHEEL_DEBUG=1`` adds the traceback.
"""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any, NamedTuple, NoReturn, TextIO

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException
from typer.main import get_command, get_group

from twinwheel import __version__
from twinwheel.errors import DataError, TwinwheelError, UsageError


class Entry(NamedTuple):
    """One command, and where it lives until it is called."""

    name: str
    module: str
    attribute: str
    help: str


COMMANDS = (
    Entry("pack", "twinwheel.cli.pack", "app", "Check, test and start packs; export their schema."),
    Entry("register", "twinwheel.cli.register", "app", "Check a register, or make a synthetic one."),
    Entry("match", "twinwheel.cli.match", "match", "Decide every measure for every subject."),
    Entry("try", "twinwheel.cli.try_", "try_", "Try a changed policy on the whole register."),
    Entry("read", "twinwheel.cli.read", "read", "Read documents into articles, variants and facts."),
    Entry(
        "review",
        "twinwheel.cli.review",
        "review",
        "What to look at in what was read; write down what is right.",
    ),
    Entry("sql", "twinwheel.cli.sql", "sql", "Print the plan of a run as SQL, for four engines."),
    Entry("explain", "twinwheel.cli.explain", "explain", "Say why, criterion by criterion, for one subject."),
    Entry("ask", "twinwheel.cli.explain", "ask", "The next questions to ask one subject."),
    Entry("calendar", "twinwheel.cli.calendar", "calendar", "What changes on which day by itself."),
    Entry("draft", "twinwheel.cli.draft", "draft", "Draft measures from the text of a policy."),
    Entry("serve", "twinwheel_web.cli.serve", "serve", "Serve the portal; --demo fills it."),
    Entry("doctor", "twinwheel_web.cli.doctor", "doctor", "What is wrong with a portal, and what to do."),
    Entry("mcp", "twinwheel_web.cli.mcp", "mcp_", "Answer assistants (Model Context Protocol)."),
)

EXTRAS = {"twinwheel_web.cli.serve": "web", "twinwheel_web.cli.doctor": "web", "twinwheel_web.cli.mcp": "mcp"}
"""The extra a command needs; the library itself never imports the web, it only knows these names."""

SHOWN_PROBLEMS = 100
"""How many problems are printed; ``--json`` gives all."""


def load(entry: Entry) -> TyperCommand | TyperGroup:
    """Import a command and build it. Help is plain text: it is also the reference page."""
    try:
        module = import_module(entry.module)
    except ModuleNotFoundError as error:
        if entry.module not in EXTRAS:
            raise
        extra = EXTRAS[entry.module]
        what = f"`twinwheel {entry.name}` needs what is not installed ({error.name})"
        raise UsageError(what, f"Install it with: pip install 'twinwheel[{extra}]'") from error
    found: typer.Typer | Callable[..., Any] = getattr(module, entry.attribute)
    if isinstance(found, typer.Typer):
        found.rich_markup_mode = None
        command: Any = get_group(found)
    else:
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        single.command(name=entry.name)(found)
        command = get_command(single)
    command.name = entry.name
    return command  # type: ignore[no-any-return]


class _Root(TyperGroup):
    """Holds a placeholder for each command, enough for ``--help``, until that command is called."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = {
            entry.name: TyperCommand(entry.name, help=entry.help, rich_markup_mode=None) for entry in COMMANDS
        }

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        for entry in COMMANDS:
            if args[:1] == [entry.name]:
                self.commands[entry.name] = load(entry)
        return super().resolve_command(ctx, args)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"twinwheel {__version__}")
        raise typer.Exit


def root() -> TyperGroup:
    """The whole command, for running it and for the reference page."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None, cls=_Root)

    @app.callback()
    def twinwheel(
        version: bool = typer.Option(
            False, "--version", callback=_version, is_eager=True, help="Show the version and exit."
        ),
    ) -> None:
        """Policy as data, matched against every enterprise, with the reasons.

        \b
        Example:
          twinwheel pack check packs/beijing-sti
          twinwheel match packs/beijing-sti register.parquet --as-of 2026-11-21 -o out
        """

    return get_group(app)


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code. ``args`` defaults to what was typed."""
    args = list(sys.argv[1:] if args is None else args)
    _say_utf8(sys.stdout)
    with suppress(ValueError):  # only the main thread may
        signal.signal(signal.SIGTERM, _stop)
    try:
        command = root()
        with command.make_context("twinwheel", args or ["--help"]) as context:
            command.invoke(context)
        sys.stdout.flush()
        return 0
    except typer.Exit as stop:
        return stop.exit_code
    except TyperException as error:
        return _wrong_command(error)
    except TwinwheelError as error:
        return _wrong(error, as_json="--json" in args)
    except BrokenPipeError:
        # Python flushes stdout once more when it ends; give it somewhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except (KeyboardInterrupt, typer.Abort):
        _say("\ntwinwheel: stopped. What was there before is untouched.")
        return 130
    except OSError as error:
        _trace()
        place = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
        _say(f"twinwheel: {place}{error.strerror or error}")
        return 1
    except MemoryError:
        _trace()
        _say("twinwheel: not enough memory. Close other programs, or match a smaller register at a time.")
        return 1
    except Exception as error:  # noqa: BLE001 - the one place where anything else ends up
        _trace()
        _say(
            f"twinwheel: unexpected {type(error).__name__}: {str(error)[:300]}\n"
            "  This is a defect of Twinwheel, not of your data. Please report the command and this line;\n"
            "  TWINWHEEL_DEBUG=1 shows where it happened. CONTRIBUTING.md says where to report."
        )
        return 1


def _stop(*_: object) -> NoReturn:
    """Asked to end, as by ``timeout``: leave by the way that takes half-written files along."""
    raise SystemExit(128 + signal.SIGTERM)


def _wrong(error: TwinwheelError, *, as_json: bool) -> int:
    """What is wrong, where, and what to do."""
    _trace()
    if as_json:
        _say(json.dumps(error.facts(), ensure_ascii=False, default=str))
    elif isinstance(error, DataError):
        for problem in error.problems[:SHOWN_PROBLEMS]:
            _say(str(problem))
        count = len(error.problems)
        if count > SHOWN_PROBLEMS:
            _say(f"twinwheel: the first {SHOWN_PROBLEMS} of {count} problems; --json shows all")
        elif count > 1:
            _say(f"twinwheel: {count} problems")
    else:
        _say(f"twinwheel: {error}")
    return error.exit_code


def _wrong_command(error: TyperException) -> int:
    """The command line itself could not be understood: say so, with its usage."""
    message = error.format_message().replace("Value error, ", "")  # the words of a library below typer
    context = getattr(error, "ctx", None)
    if message.startswith("Usage:"):  # a group called without a command: its help is the answer
        _say(message)
    elif context is None:
        _say(f"twinwheel: {message}")
    else:
        _say(f"{context.get_usage()}\ntwinwheel: {message}\n  See: {context.command_path} --help")
    return 2


def _trace() -> None:
    if os.environ.get("TWINWHEEL_DEBUG", "") not in ("", "0"):
        _say(traceback.format_exc())


def _say(words: str) -> None:
    """To stderr; a closed stderr is no reason to fail."""
    with suppress(OSError, ValueError):
        print(words, file=sys.stderr, flush=True)


def _say_utf8(stream: TextIO) -> None:
    """Data in a pipe or file is UTF-8 whatever the locale; a terminal keeps its own, and never fails."""
    if isinstance(stream, io.TextIOWrapper):
        if stream.isatty():
            stream.reconfigure(errors="replace")
        else:
            stream.reconfigure(encoding="utf-8")
