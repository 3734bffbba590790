"""The tree of errors."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from pages.words import first_lines, made, table
from twinwheel import errors


def error_classes(
    base: type[errors.TwinwheelError] = errors.TwinwheelError,
) -> Iterator[type[errors.TwinwheelError]]:
    """Every error a caller can meet, parents first."""
    for child in base.__subclasses__():
        if not child.__name__.startswith("_"):
            yield child
        yield from error_classes(child)


def page() -> str:
    tree = inspect.getdoc(errors) or ""
    lines = made("src/twinwheel/errors.py", "Errors")
    lines += [
        "All errors raised on purpose come from one tree. Each says what is wrong, where, and what to do:",
        "",
        "```text",
        *(line[4:] for line in tree.splitlines() if line.startswith("    ")),
        "```",
        "",
        "The code is what `--json` prints and what to search for. The exit code is that of the command line.",
        "",
    ]
    rows = (
        (f"`{each.code}`", f"`{each.__name__}`", f"{each.title} {first_lines(each)}", each.exit_code)
        for each in error_classes()
    )
    lines += table(("code", "class", "means", "exit"), rows)
    lines += ["With `--json` an error is one object on stderr:", ""]
    problem = errors.Problem(
        "packs/cn/pack.yaml", 3, None, "reviewed", "no such day", "Write it as 2026-11-21."
    )
    rows = ((f"`{key}`", MEANS[key]) for key in errors.PackError([problem]).facts())
    lines += table(("key", "holds"), rows)
    lines += [
        "A problem has `file`, `line` (of a text file, from 1), `row` (of a table, from 1), `field`, `what` and",
        "`advice`. An error about no file has `what` and `advice` itself.",
        "",
    ]
    return "\n".join(lines)


MEANS = {
    "code": "the code above",
    "title": "the kind of error in one sentence",
    "message": "all that a person would read",
    "problems": "only where data is wrong: every problem with its place",
}
