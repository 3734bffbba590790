"""Starts a pack, or a measure in one: a small one that passes ``pack check`` and ``pack test`` as it is."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from twinwheel.errors import OutputError, UsageError
from twinwheel.messages import heard, message
from twinwheel.packs.model import Slug
from twinwheel.packs.pack import Pack
from twinwheel.packs.reader import read_pack

_SLUG = TypeAdapter[str](Slug)

_PACK = """\
id: {id}
title: {{zh: {id} 政策包, en: Pack {id}}}
description: {{zh: 写一句话说明这个政策包, en: Say in a sentence what this pack is}}
version: 0.1.0
extends: [{extends}]
reviewed: {reviewed}
"""

_SUBJECTS = """\
enterprise:
  label: {zh: 企业, en: enterprise}
  key: 统一社会信用代码
  name: 企业名称
"""

_FIELDS = """\
title: {zh: 规模, en: Size}
subjects: [enterprise]
fields:
  从业人数:
    type: number
    unit: 人
    en: employees
    question: {zh: 有多少从业人员?, en: How many people work here?}
    min: 0
    integer: true
    band: true
"""

_MEASURE = """\
id: {id}
title: {{zh: 措施名称, en: Name of the measure}}
theme: {theme}
level: {level}
issuer: [发文机关]
subject: {subject}
valid: {{from: {since}, to: null, precision: day}}
source: {{document: 文件名称, number: null, date: {since}, confidence: C}}
{rule}"""

_BY_NUMBER = """\
criteria:
  - id: staff-cap
    label: {zh: 从业人数不超过300人, en: at most 300 employees}
    when: 从业人数 <= 300
    cite: 第一条
benefit:
  - kind: KIND
    title: {zh: ID 给予什么, en: what ID gives}
example: {从业人数: 20}
tests:
  - {name: 20人可以申请, expect: {outcome: eligible}}
  - {name: 正好300人可以申请, given: {从业人数: 300}, expect: {staff-cap: met, outcome: eligible}}
  - {name: 301人不行, given: {从业人数: 301}, expect: {staff-cap: not_met, outcome: ineligible}}
  - {name: 人数没填就还不知道, given: {从业人数: null}, expect: {outcome: unknown, missing: [从业人数]}}
"""

_BY_FLAG = """\
criteria:
  - id: first
    label: {zh: FIELD, en: LABEL}
    when: FIELD
    cite: 第一条
benefit:
  - kind: KIND
    title: {zh: ID 给予什么, en: what ID gives}
example: {FIELD: true}
tests:
  - {name: 是就可以申请, expect: {outcome: eligible}}
  - {name: 否就不行, given: {FIELD: false}, expect: {first: not_met, outcome: ineligible}}
  - {name: 没填就还不知道, given: {FIELD: null}, expect: {outcome: unknown, missing: [FIELD]}}
"""


def new_pack(folder: Path, extends: Path | None, reviewed: str) -> list[Path]:
    """Make a pack in a folder that does not exist yet, with one measure. Returns the files.

    Raises:
        UsageError: the folder exists, or its name cannot be an id.
        OutputError: it cannot be written.
    """
    if folder.exists():
        raise UsageError(
            message("{folder} exists already", folder=str(folder)),
            message("Choose another folder, or add a measure with --measure ID."),
        )
    id = _id(folder.name.lower())
    parent = read_pack(extends) if extends is not None else None
    above = os.path.relpath(extends, folder) if extends is not None else ""
    files = {"pack.yaml": _PACK.format(id=id, extends=above, reviewed=reviewed)}
    if parent is None:
        files["subjects.yaml"] = _SUBJECTS
        files["fields/size.yaml"] = _FIELDS
    files[f"measures/{id}-first.yaml"] = _measure(f"{id}-first", parent, None, reviewed)
    return [_written(folder / name, text) for name, text in files.items()]


def new_measure(folder: Path, id: str, subject: str | None, since: str) -> Path:
    """Add a measure to a pack, for a person to fill in. Returns the file.

    Raises:
        PackError, NotFound: there is no sound pack in ``folder``.
        UsageError: the measure exists already, its name cannot be an id, or there is no such subject type.
    """
    pack = read_pack(folder)
    if _id(id) in pack.measures:
        raise UsageError(message('"{measure}" exists already', measure=id), message("Choose another id."))
    if subject is not None and subject not in pack.subjects:
        raise UsageError(
            message('no subject type "{subject}"', subject=subject),
            message("Types: {names}.", names=", ".join(pack.subjects)),
        )
    return _written(folder / "measures" / f"{id}.yaml", _measure(id, pack, subject, since))


def _measure(id: str, pack: Pack | None, subject: str | None, since: str) -> str:
    """Theme, level and kind are the first the pack allows; the criterion is about a field the subject has."""

    def first(codes: str, otherwise: str) -> str:
        return pack.code_lists[codes].codes[0].value if pack and codes in pack.code_lists else otherwise

    subject = subject or (next(iter(pack.subjects)) if pack else "enterprise")
    rule = _BY_NUMBER
    if pack is not None and "从业人数" not in (fields := pack.fields_of(subject)):
        flag = next(
            (name for name, spec in fields.items() if spec.type == "bool" and name.isidentifier()), None
        )
        if flag is None:
            raise UsageError(
                message("{subject} has no yes/no field to start from", subject=subject),
                message("Declare one in fields/ first."),
            )
        rule = _BY_FLAG.replace("FIELD", flag).replace("LABEL", fields[flag].en)
    rule = rule.replace("KIND", first("benefit-kinds", "qualification")).replace("ID", id)
    return _MEASURE.format(
        id=id,
        theme=first("themes", "qualification"),
        level=first("levels", "zone"),
        subject=subject,
        since=since,
        rule=rule,
    )


def _id(text: str) -> str:
    try:
        return _SLUG.validate_python(text)
    except ValidationError:
        raise UsageError(
            message('"{text}" cannot be an id', text=text), message("Use a-z, 0-9 and - between them.")
        ) from None


def _written(path: Path, text: str) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise OutputError(
            message("{path} cannot be written: {reason}", path=str(path), reason=heard(error.strerror)),
            message("Check the folder."),
        ) from error
    return path
