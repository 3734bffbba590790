"""What the decisions of a run were made of, kept beside them: ``match --keep`` writes it, ``match --since`` reads it.

========================== ==========================================================================
basis/basis.json           format, day, type of subject, hashes of pack and register, the fields kept,
                           and the hashes of the other two files
basis/pack.json            the whole pack with what it extends, as it was read; its folder is not needed
basis/register.parquet     the canonical columns that the rules and amounts in force that day read
========================== ==========================================================================

The register's columns are as private as the register, so nothing is kept unless it is asked for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ValidationError

from twinwheel.criteria import logic
from twinwheel.errors import NotFound, Problem, RegisterError
from twinwheel.matching.changes.align import field_of
from twinwheel.matching.changes.chunks import read_group
from twinwheel.matching.output import Files, write_json
from twinwheel.matching.plan import Candidate, Plan
from twinwheel.messages import heard, message
from twinwheel.packs import Pack, model
from twinwheel.registers import canonical
from twinwheel.registers.advance import Advance, ignore
from twinwheel.registers.columns import SUBJECT_ID
from twinwheel.registers.register import Register

FORMAT = 2
FOLDER = "basis"
FILES = ("register.parquet", "pack.json", "basis.json")

_KEYED: dict[str, type[BaseModel]] = {
    "subjects": model.SubjectType,
    "code_lists": model.CodeList,
    "groups": model.FieldGroup,
    "definitions": model.DefinitionSpec,
    "parameters": model.ParameterSpec,
    "measures": model.MeasureSpec,
}


@dataclass(frozen=True)
class Basis:
    """A run that can be compared with. ``fields`` are all that its rules and amounts read.

    A field that the register of the time did not have is in ``fields`` and not in ``register.columns``.
    """

    pack: Pack
    register: Register
    as_of: date
    fields: frozenset[str]


def read_by(candidates: Iterable[Candidate]) -> frozenset[str]:
    """The fields that the rules and amounts of some measures read, each rule for itself.

    Where one rule can never be met the others decide nothing, and are read all the same: whoever asks what it
    would be with the text of yesterday needs them.
    """
    names: set[str] = set()
    for each in candidates:
        for rule in each.rules:
            names |= logic.read_fields(rule.condition)
        for amount in each.amounts:
            for term in (amount.base, amount.rate, amount.floor, amount.cap):
                names |= logic.read_fields(term) if term is not None else frozenset()
    return frozenset(names)


def columns_of(register: Register, fields: frozenset[str]) -> list[str]:
    """The canonical columns that hold some fields, with the ends of bands; the id comes first."""
    names = pq.read_schema(register.path).names
    return [SUBJECT_ID, *(name for name in names if field_of(name) in fields)]


# --- writing --------------------------------------------------------------------------------


def write_basis(files: Files, plan: Plan, register: Register, advance: Advance = ignore) -> None:
    """Write the basis of a run among the files of it. ``advance`` is told rows as they are copied."""
    fields = read_by(plan.candidates)
    (files.folder / FOLDER).mkdir(exist_ok=True)
    paths = {name: files.path(f"{FOLDER}/{name}") for name in FILES}
    columns = columns_of(register, fields)
    schema = pq.read_schema(register.path)
    kept = pa.schema([schema.field(name) for name in columns])
    with canonical.writer(paths["register.parquet"], kept, plan.pack, plan.subject) as out:
        for group in range(pq.read_metadata(register.path).num_row_groups):  # cut alike, see ``chunks``
            batch = read_group(register.path, group, columns)
            out.write_batch(batch, max(batch.num_rows, 1))
            advance(batch.num_rows)
    paths["pack.json"].write_text(pack_text(plan.pack), encoding="utf-8")
    facts = {
        "format": FORMAT,
        "as_of": plan.as_of.isoformat(),
        "subject": plan.subject,
        "pack": plan.pack.hash,
        "register": register.hash,
        "rows": register.rows,
        "fields": sorted(fields),
        "files": {name: _hash(paths[name]) for name in FILES[:-1]},
    }
    write_json(facts, paths["basis.json"])


def discard(folder: Path) -> None:
    """Remove the basis of an earlier run from a folder whose decisions are no longer those it was made for."""
    for name in reversed(FILES):  # what names the run goes first: half a basis is then no basis
        (folder / FOLDER / name).unlink(missing_ok=True)
    with suppress(OSError):  # it was never there, or holds something of the user's
        (folder / FOLDER).rmdir()


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pack_text(pack: Pack) -> str:
    """A pack as JSON. Numbers stand as they were written, digit by digit; only the zone's figures are left out."""
    whole = {
        "info": _plain(pack.info),
        "hash": pack.hash,
        "own": sorted(pack.own),
        **{name: {id: _plain(each) for id, each in getattr(pack, name).items()} for name in _KEYED},
    }
    return "".join(_json(whole, 0)) + "\n"


def _plain(part: BaseModel) -> dict[str, Any]:
    return part.model_dump(by_alias=True, exclude_unset=True)


def _json(value: object, depth: int) -> Iterator[str]:
    """JSON with exact decimals, which the standard encoder has no way to write; small things on one line."""
    match value:
        case dict() | list() | tuple():
            items = (
                [(f"{json.dumps(key, ensure_ascii=False)}: ", each) for key, each in value.items()]
                if isinstance(value, dict)
                else [("", each) for each in value]
            )
            first, last = "{}" if isinstance(value, dict) else "[]"
            broken = depth < 4 and len(items) > 1
            yield first
            for number, (key, each) in enumerate(items):
                yield f"{',' if number else ''}" + (
                    f"\n{'  ' * (depth + 1)}" if broken else " " * bool(number)
                )
                yield key
                yield from _json(each, depth + 1)
            yield f"\n{'  ' * depth}{last}" if broken else last
        case Decimal():
            yield str(value)
        case date():
            yield f'"{value.isoformat()}"'
        case _:
            yield json.dumps(value, ensure_ascii=False)


# --- reading --------------------------------------------------------------------------------


def read_basis(folder: Path) -> Basis:
    """The basis in the folder of an earlier run.

    Raises:
        NotFound: there is none, it is of another version, or it is not of the run whose results lie beside it.
        RegisterError: its files cannot be read.
    """
    place = folder / FOLDER
    if not (place / "basis.json").is_file():
        advice = message("Make that run anew with --keep. A run with --since keeps one by itself.")
        raise NotFound(
            [
                Problem(
                    str(folder),
                    None,
                    None,
                    None,
                    message("no basis here: basis/basis.json is missing"),
                    advice,
                )
            ]
        )
    try:
        facts = json.loads((place / "basis.json").read_text(encoding="utf-8"))
        if facts["format"] != FORMAT:
            raise _broken(
                place,
                message("written in format {found}, not {wanted}", found=str(facts["format"]), wanted=FORMAT),
            )
        for name, written in facts["files"].items():
            if _hash(place / name) != written:
                raise _broken(place, message("{name} is not as it was written", name=name))
        pack = read_pack_text((place / "pack.json").read_text(encoding="utf-8"))
        schema = pq.read_schema(place / "register.parquet")
        subject, day, fields = (
            facts["subject"],
            date.fromisoformat(facts["as_of"]),
            frozenset(facts["fields"]),
        )
        register = Register(
            subject,
            pq.read_metadata(place / "register.parquet").num_rows,
            facts["register"],
            canonical.fields_in(schema, pack, subject),
            (),
            place / "register.parquet",
        )
        if (
            pack.hash != facts["pack"]
            or register.rows != facts["rows"]
            or not canonical.fits(schema, pack, subject)
        ):
            raise _broken(place, message("its files are not of one run"))
    except OSError as error:
        what = message(
            "{name} cannot be read: {reason}",
            name=Path(error.filename or place).name,
            reason=heard(error.strerror or error),
        )
        raise _broken(place, what) from error
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
    ) as error:  # JSON's and Arrow's errors are ValueErrors
        raise _broken(place, message("it is damaged, or another version wrote it")) from error
    _refuse_another_run(folder, facts)
    return Basis(pack, register, day, fields)


def _refuse_another_run(folder: Path, facts: dict[str, Any]) -> None:
    """A later run into the same folder, by a program that knew nothing of the basis, leaves a stale one."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        found = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        named = (found["as_of"], found["pack"]["hash"], found["register"]["hash"])
        if named != (facts["as_of"], facts["pack"], facts["register"]):
            raise _broken(
                folder / FOLDER, message("it belongs to another run than the summary.json beside it")
            )


def _broken(place: Path, what: str) -> RegisterError:
    return RegisterError(
        [Problem(str(place), None, None, None, what, message("Make that run anew with --keep."))]
    )


def read_pack_text(text: str) -> Pack:
    """A pack from the JSON that :func:`pack_text` wrote.

    Raises:
        ValueError: it is not that.
    """
    whole = json.loads(text, parse_float=Decimal)
    try:
        parts: dict[str, Any] = {
            name: {id: kind.model_validate(each) for id, each in whole[name].items()}
            for name, kind in _KEYED.items()
        }
        info = model.PackInfo.model_validate(whole["info"])
        return Pack(Path(), info, whole["hash"], own=frozenset(whole["own"]), **parts)
    except ValidationError as error:
        raise ValueError(f"pack.json: {error.errors()[0]['msg']}") from error
