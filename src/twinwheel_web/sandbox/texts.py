"""The files of a pack with a proposal written into them: only what changes is replaced, every other character stays."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import yaml

from twinwheel.criteria import edit, tree
from twinwheel.criteria.parse import parse
from twinwheel.errors import ExpressionError
from twinwheel.packs import Pack
from twinwheel.packs.model import MeasureSpec, ParameterSpec
from twinwheel.packs.yaml12 import Path_, load

Change = tuple[int, int, str]
"""From character, to character, and what comes in their place."""

_NUMBERS = re.compile(
    r"DATE\s*'(?P<day>\d{4}-\d\d-\d\d)'"  # a day
    r"|'(?:[^']|'')*'|\"[^\"]*\""  # a text or a quoted name: stepped over
    r"|(?<![\w:.])(?P<number>\d+(?:\.\d+)?|\.\d+)(?![\w.])",
    re.IGNORECASE,
)
_AMOUNTS = ("base", "rate", "floor", "cap")


class Unwritten(Exception):
    """A proposal that cannot be written into the files by itself; the text says what is in the way."""


def folders(folder: Path) -> list[Path]:
    """The folders a pack consists of, the furthest first, itself last."""
    found: list[Path] = []

    def visit(here: Path) -> None:
        if here in found:
            return
        head = load(here / "pack.yaml", "pack.yaml").value
        for name in head.get("extends", []) if isinstance(head, dict) else []:
            visit((here / str(name)).resolve())
        found.append(here)

    visit(folder.resolve())
    return found


def rewritten(pack: Pack, proposed: Pack) -> dict[Path, str]:
    """The files in which a proposal differs from its pack, with their new text.

    Raises:
        Unwritten: a parameter has no value yet that could be replaced.
    """
    result = {}
    for id, spec in proposed.measures.items():
        if spec is not pack.measures[id]:
            file = next(
                file for folder in folders(pack.folder) for file in folder.glob(f"measures/**/{id}.yaml")
            )
            result[file] = _measure(file.read_text(encoding="utf-8-sig"), pack.measures[id], spec)
    for name, parameter in proposed.parameters.items():
        if parameter is not pack.parameters[name]:
            file = _file_of(pack, name)
            text = result.get(file) or file.read_text(encoding="utf-8-sig")
            result[file] = _parameter(text, name, pack.parameters[name], parameter)
    return result


def _file_of(pack: Pack, parameter: str) -> Path:
    files = [
        file
        for folder in reversed(folders(pack.folder))
        for file in (folder / "parameters.yaml", *sorted(folder.glob("parameters/*.yaml")))
        if file.is_file()
    ]
    for file in files:
        value = load(file, file.name).value
        if isinstance(value, dict) and parameter in value:
            return file
    raise Unwritten(f":{parameter}")


# --- a measure ------------------------------------------------------------------------------


def _measure(text: str, before: MeasureSpec, after: MeasureSpec) -> str:
    root = _root(text)
    kept = {each.id: each for each in after.criteria}
    changes: list[Change] = []
    for place, criterion in enumerate(before.criteria):
        new = kept.get(criterion.id)
        if new is None:
            changes.append(_without(text, root, ("criteria", place)))
        elif new.when != criterion.when:
            assert criterion.when is not None and new.when is not None
            changes.append(
                _expression(text, _at(root, ("criteria", place, "when")), criterion.when, new.when)
            )
    for place, test in enumerate(before.tests):
        if any(id in test.expect for id in {each.id for each in before.criteria} - kept.keys()):
            changes.append(_without(text, root, ("tests", place)))  # it tells of a condition that is left out
    for place, (old, benefit) in enumerate(zip(before.benefit, after.benefit, strict=True)):
        for key in _AMOUNTS if old.amount is not None else ():
            was, now = (getattr(each.amount, key) for each in (old, benefit))
            if was != now:
                node = _at(root, ("benefit", place, "amount", key))
                changes.append((node.start_mark.index, node.end_mark.index, _scalar(now)))
    return _applied(text, changes)


def _expression(text: str, node: yaml.Node, old: str, new: str) -> Change:
    """An expression with its numbers changed where they stand; where that does not give the new one, all of it."""
    start, end = node.start_mark.index, node.end_mark.index
    raw = text[start:end]
    moved = _renumbered(raw, parse(old), parse(new))
    if moved is not None and _read(moved) == parse(new):
        return start, end, moved
    tail = raw[len(raw.rstrip()) :]
    return start, end, json.dumps(new, ensure_ascii=False) + tail


def _renumbered(raw: str, old: tree.Node, new: tree.Node) -> str | None:
    """The text with the numbers of another tree; None where they cannot be paired."""
    found = [match for match in _NUMBERS.finditer(raw) if match["day"] or match["number"]]
    was, now = edit.numbers(old), edit.numbers(new)
    if not len(found) == len(was) == len(now):
        return None
    changes = []
    for match, one, other in zip(found, was, now, strict=True):
        if one != other:
            value = other.count if isinstance(other, tree.Interval) else other.value
            group = "day" if match["day"] else "number"
            changes.append((match.start(group), match.end(group), _scalar(value)))
    return _applied(raw, changes)


def _read(raw: str) -> tree.Node | None:
    """What an expression says that stands as a YAML scalar."""
    try:
        return parse(_at(_root("when: " + raw), ("when",)).value)
    except (yaml.YAMLError, ExpressionError):
        return None


def _without(text: str, root: yaml.Node, path: Path_) -> Change:
    """The lines of one item of a list, from its dash to its last character."""
    node = _at(root, path)
    start = text.rindex("\n", 0, node.start_mark.index) + 1
    last = max(each.end_mark.index for each in _leaves(node))
    while last > start and text[last - 1].isspace():  # a block of text ends where the next key begins
        last -= 1
    end = text.find("\n", last)
    return start, len(text) if end < 0 else end + 1, ""


def _leaves(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.CollectionNode):
        if node.flow_style:
            yield node  # its closing bracket
        for each in node.value:
            yield from _leaves(each[1] if isinstance(each, tuple) else each)


# --- a parameter ----------------------------------------------------------------------------


def _parameter(text: str, name: str, before: ParameterSpec, after: ParameterSpec) -> str:
    """The value that stands on the day of the proposal is replaced; its days stay."""
    was = {each.since: each.value for each in before.values}
    (since, value) = next(
        (each.since, each.value) for each in after.values if was.get(each.since) != each.value
    )
    place = next((place for place, each in enumerate(before.values) if each.since == since), None)
    if place is None:
        raise Unwritten(f":{name}")
    node = _at(_root(text), (name, "values", place, "value"))
    return _applied(text, [(node.start_mark.index, node.end_mark.index, _scalar(value))])


# --- YAML -----------------------------------------------------------------------------------


def _root(text: str) -> yaml.Node:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert node is not None  # a file of a pack that was read
    return node


def _at(node: yaml.Node, path: Path_) -> yaml.Node:
    for step in path:
        node = (
            node.value[step]
            if isinstance(step, int)
            else next(value for key, value in node.value if key.value == step)
        )
    return node


def _scalar(value: object) -> str:
    match value:
        case None:
            return "null"
        case date():
            return value.isoformat()
        case Decimal():
            text = f"{value:f}"
            return text.rstrip("0").rstrip(".") if "." in text else text
        case int():
            return str(value)
    return json.dumps(str(value), ensure_ascii=False)


def _applied(text: str, changes: list[Change]) -> str:
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def differing(before: str, after: str) -> list[Mapping[str, str]]:
    """The lines that differ, with two around them: ``kind`` is "same", "gone", "new" or "gap"."""
    from difflib import unified_diff

    kinds = {" ": "same", "-": "gone", "+": "new", "@": "gap"}
    lines = list(unified_diff(before.splitlines(), after.splitlines(), n=2, lineterm=""))[2:]
    return [{"kind": kinds[line[0]], "text": "…" if line[0] == "@" else line[1:]} for line in lines]
