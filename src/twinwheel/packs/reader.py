"""A folder, and the folders it extends, as one :class:`Pack`.

A pack that is returned is sound: every file follows the format, every name it mentions exists, every
expression is typed. What is wrong is collected over all files and raised at once.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from twinwheel.criteria.nearest import nearest
from twinwheel.errors import NotFound, PackError, Problem
from twinwheel.messages import message
from twinwheel.packs import model
from twinwheel.packs.misfit import misfit
from twinwheel.packs.pack import Pack
from twinwheel.packs.yaml12 import Document, Path_, load

_Model = TypeVar("_Model", bound=BaseModel)

MAX_FILES = 50_000
MAX_PACKS = 20
MAX_PROBLEMS = 100  # of one thing; more say nothing new


def read_pack(folder: Path | str) -> Pack:
    """Read a pack and hold it against itself.

    Raises:
        NotFound: there is no pack at ``folder``.
        PackError: everything that is wrong with it, in the order of its files.
    """
    from twinwheel.packs.soundness import unsound

    pack, problems = load_pack(Path(folder))
    problems += unsound(pack) if pack else []
    if problems or pack is None:
        raise PackError(problems)
    return pack


def load_pack(folder: Path) -> tuple[Pack | None, list[Problem]]:
    """Read what can be read. The pack is None only where ``pack.yaml`` itself is unusable."""
    if not (folder / "pack.yaml").is_file():
        raise NotFound(
            [
                Problem(
                    str(folder),
                    None,
                    None,
                    None,
                    message("no pack here: pack.yaml is missing"),
                    _hint(folder),
                )
            ]
        )
    folders, problems = _chain(folder)
    parts = [_read_folder(each) for each in folders]
    problems += [problem for part in parts for problem in part.problems]
    last = parts[-1]
    if last.info is None:
        return None, problems
    digest = hashlib.sha256()
    merged = _Part(last.folder)
    for part in parts:
        digest.update(part.hash)
        for name in _MERGED:
            problems += _merge(getattr(merged, name), getattr(part, name), part, name)
        merged.documents |= part.documents
    pack = Pack(
        last.folder,
        last.info,
        digest.hexdigest(),
        **{name: getattr(merged, name) for name in _MERGED},
        zone=last.zone,
        own=frozenset(last.measures),
        documents=merged.documents,
    )
    return pack, problems


_MERGED = ("subjects", "code_lists", "groups", "definitions", "parameters", "measures", "wordbooks")


@dataclass
class _Part:
    """What one folder holds by itself."""

    folder: Path
    hash: bytes = b""
    info: model.PackInfo | None = None
    subjects: dict[str, model.SubjectType] = field(default_factory=dict)
    code_lists: dict[str, model.CodeList] = field(default_factory=dict)
    groups: dict[str, model.FieldGroup] = field(default_factory=dict)
    definitions: dict[str, model.DefinitionSpec] = field(default_factory=dict)
    parameters: dict[str, model.ParameterSpec] = field(default_factory=dict)
    measures: dict[str, model.MeasureSpec] = field(default_factory=dict)
    wordbooks: dict[str, model.Wordbook] = field(default_factory=dict)
    zone: model.ZoneSpec | None = None
    documents: dict[tuple[str, str], tuple[Document, Path_]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def _chain(folder: Path) -> tuple[list[Path], list[Problem]]:
    """The folders a pack stands on, the furthest first, itself last; each once."""
    ordered: list[Path] = []
    problems: list[Problem] = []

    def visit(here: Path, trail: tuple[Path, ...]) -> None:
        resolved = here.resolve()
        known = [each.resolve() for each in ordered]
        if resolved in known:
            return
        document = load(here / "pack.yaml", _shown(here / "pack.yaml"))
        listed = document.value.get("extends") if isinstance(document.value, dict) else None
        for position, name in enumerate(listed if isinstance(listed, list) else []):
            line = document.line(("extends", position))
            target = here / str(name)
            try:
                real, there = target.resolve(), (target / "pack.yaml").is_file()
            except (OSError, RuntimeError, ValueError):  # too long, a circle of links, a NUL
                real, there = target, False
            if real in (*trail, resolved) or len(trail) > MAX_PACKS:
                problems.append(
                    Problem(
                        document.file,
                        line,
                        None,
                        None,
                        message('"{name}" extends this pack in turn', name=name),
                        "",
                    )
                )
            elif not there:
                what = message(
                    'extends "{name}", but there is no pack at {place}', name=name, place=_shown(target)
                )
                problems.append(Problem(document.file, line, None, None, what, _hint(target)))
            else:
                visit(target, (*trail, resolved))
        ordered.append(here)

    visit(folder, ())
    return ordered, problems


def _read_folder(folder: Path) -> _Part:
    part = _Part(folder)
    digest = hashlib.sha256()
    files = sorted(each for each in folder.rglob("*") if each.suffix in {".yaml", ".yml"})
    if len(files) > MAX_FILES:
        part.problems.append(
            Problem(
                _shown(folder),
                None,
                None,
                None,
                message("more than {max_files:,} files", max_files=MAX_FILES),
                message("Split it."),
            )
        )
        files = files[:MAX_FILES]
    for path in files:
        document = load(path, _shown(path))
        part.problems += document.problems
        if not document.problems:  # else the pack is refused; the file may be a pipe, or endless
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
            _read_file(part, path.relative_to(folder), document)
    part.hash = digest.digest()
    return part


def _read_file(part: _Part, path: Path, document: Document) -> None:
    match path.parts:
        case ("pack.yaml",):
            part.info = _validated(part, document, model.PackInfo)
        case ("subjects.yaml",):
            _keyed(part, document, model.SubjectType, part.subjects, "subjects")
        case ("definitions.yaml",) | ("definitions", _):
            _keyed(part, document, model.DefinitionSpec, part.definitions, "definitions")
        case ("parameters.yaml",) | ("parameters", _):
            _keyed(part, document, model.ParameterSpec, part.parameters, "parameters")
        case ("codes", _):
            _single(part, document, model.CodeList, part.code_lists, "code_lists", path.stem)
        case ("fields", _):
            _single(part, document, model.FieldGroup, part.groups, "groups", path.stem)
            group = part.groups.get(path.stem)
            for name in group.fields if group else ():
                part.documents["fields", name] = (document, ("fields", name))
        case ("measures", *_):
            _single(part, document, model.MeasureSpec, part.measures, "measures", path.stem)
            found = part.measures.get(path.stem)
            if found is not None and found.id != path.stem:
                what = message('id is "{id}", but the file is {file}', id=found.id, file=path.name)
                part.problems.append(
                    Problem(
                        document.file,
                        document.line(("id",)),
                        None,
                        None,
                        what,
                        message("Name the file after the id."),
                    )
                )
        case ("reading", _):
            _single(part, document, model.Wordbook, part.wordbooks, "wordbooks", path.stem)
        case ("zone.yaml",):
            part.zone = _validated(part, document, model.ZoneSpec)
            part.documents["zone", "zone"] = (document, ())
        case _:
            advice = message(
                "Files: pack.yaml, subjects.yaml, definitions.yaml, zone.yaml, codes/, fields/, parameters/, reading/, measures/."
            )
            part.problems.append(
                Problem(document.file, None, None, None, message("this file has no place in a pack"), advice)
            )


def _single(
    part: _Part, document: Document, kind: type[_Model], into: dict[str, _Model], name: str, id: str
) -> None:
    """One thing in one file, called as the file is."""
    found = _validated(part, document, kind)
    if found is not None:
        if id in into:
            first = part.documents[name, id][0].file
            what = message('"{id}" is already in {file}', id=id, file=first)
            part.problems.append(
                Problem(document.file, 1, None, None, what, message("Ids are unique in a pack; rename one."))
            )
        into.setdefault(id, found)
        part.documents.setdefault((name, id), (document, ()))


def _keyed(part: _Part, document: Document, kind: type[_Model], into: dict[str, _Model], name: str) -> None:
    """Several things in one file, each under its id."""
    if document.value is None:
        return
    if not isinstance(document.value, dict):
        part.problems.append(
            Problem(document.file, 1, None, None, message("names and their values are wanted here"), "")
        )
        return
    for id, value in document.value.items():
        found = _validated(part, document, kind, value, (id,))
        if found is None:
            continue
        if id in into:
            first = part.documents[name, id][0].file
            what = message('"{id}" is already in {file}', id=id, file=first)
            advice = message("Ids are unique in a pack; rename one.")
            part.problems.append(Problem(document.file, document.line((id,)), None, None, what, advice))
        into.setdefault(id, found)
        part.documents.setdefault((name, id), (document, (id,)))


def _merge(into: dict[str, Any], new: Mapping[str, Any], part: _Part, name: str) -> Iterator[Problem]:
    """Put what one folder holds beside what it extends. Only a code list may add to one of the same name."""
    for id, value in new.items():
        adds = isinstance(value, model.CodeList) and value.adds
        if adds != (id in into):
            document, path = part.documents[name, id]
            what = message('"{id}" is already declared by a pack this one extends', id=id)
            advice = message("Rename it or leave it out here.")
            if name == "code_lists":
                advice = message("Say `adds: true` to add values to that list, or rename this one.")
            if adds:
                what = message('"{id}" adds to a list that no extended pack has', id=id)
                advice = message("Remove `adds`.")
            yield Problem(document.file, document.line(path), None, None, what, advice)
        elif adds:
            known = {code.value for code in into[id].codes}
            into[id] = into[id].model_copy(
                update={
                    "codes": [*into[id].codes, *(code for code in value.codes if code.value not in known)]
                }
            )
        else:
            into[id] = value


def _validated(
    part: _Part, document: Document, kind: type[_Model], value: object = None, base: Path_ = ()
) -> _Model | None:
    try:
        return kind.model_validate(document.value if not base else value)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        part.problems += [_problem(document, base, kind, dict(each)) for each in errors[:MAX_PROBLEMS]]
        if len(errors) > MAX_PROBLEMS:
            what = message("{count:,} more problems like these", count=len(errors) - MAX_PROBLEMS)
            part.problems.append(Problem(document.file, document.line(base), None, None, what, ""))
        return None


def _problem(document: Document, base: Path_, kind: type[BaseModel], error: dict[str, Any]) -> Problem:
    loc = tuple(error["loc"])
    path = base
    for step in loc:
        # A step may be the tag of a union and no key; "date" is both.
        if step not in _UNION_TAGS or error["type"] == "missing" or (*path, step) in document.lines:
            path = (*path, step)
    shown = ".".join(map(str, path)) or message("this file")
    advice = ""
    if error["type"] == "extra_forbidden":
        known = _keys(kind, loc[:-1])
        guess = nearest(str(loc[-1]), known)
        what = message('unknown key "{key}"', key=shown)
        advice = (
            message('Did you mean "{guess}"?', guess=guess)
            if guess
            else message("Keys here: {keys}.", keys=", ".join(known))
        )
    elif error["type"] == "missing":
        what, advice = message('"{key}" is missing', key=shown), message("Add it.")
    else:
        given = error.get("input")
        tail = (
            message(" (found {value!r})", value=str(given)[:60])
            if isinstance(given, str | int | bool)
            else ""
        )
        what = message("{place}: {what}{found}", place=shown, what=misfit(error), found=tail)
    return Problem(document.file, document.line(path), None, None, what, advice)


_UNION_TAGS = {"date", "decimal", "constrained-str", "bool", "str", "list[str]", "function-after"}


@cache
def _keys(kind: type[BaseModel], loc: tuple[str | int, ...]) -> list[str]:
    """The keys the format allows at ``loc`` below ``kind``, for suggestions."""
    schema = TypeAdapter(kind).json_schema()

    def resolved(node: dict[str, Any]) -> dict[str, Any]:
        for option in node.get("anyOf", []):
            if "$ref" in option:
                node = option
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
        return node

    node = resolved(schema)
    for step in loc:
        if isinstance(step, int):
            node = resolved(node.get("items", {}))
        else:
            node = resolved(node.get("properties", {}).get(step) or node.get("additionalProperties") or {})
    return list(node.get("properties", {}))


def _shown(path: Path) -> str:
    """A path as people write it: relative to where they are, if it lies below."""
    try:
        return str(Path(os.path.abspath(path)).relative_to(Path.cwd()))  # noqa: PTH100  links keep their name
    except (OSError, ValueError):
        return str(path)


def _hint(folder: Path) -> str:
    beside = (
        sorted(each.parent.name for each in folder.parent.glob("*/pack.yaml"))
        if folder.parent.is_dir()
        else []
    )
    guess = nearest(folder.name, beside)
    if guess:
        return message('Did you mean "{guess}"?', guess=str(folder.parent / guess))
    return message("A pack is a folder with a pack.yaml; `twinwheel pack new` makes one.")
