"""A small sound pack on disk, to be changed in one place at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

FILES = {
    "pack.yaml": """\
id: small
title: {zh: 小包, en: Small}
description: {zh: 样例, en: An example}
version: "1"
reviewed: 2026-11-21
""",
    "subjects.yaml": "firm: {label: {zh: 企业, en: Firm}, key: 编号}\nperson: {label: {zh: 人, en: Person}, key: 编号}\n",
    "codes/sizes.yaml": """\
title: {zh: 规模, en: Size}
codes:
  - {value: 大型, en: Large}
  - {value: 小型, en: Small, code: "01"}
""",
    "codes/themes.yaml": "title: {zh: 主题, en: Themes}\ncodes:\n  - {value: tax, en: Tax}\n",
    "codes/levels.yaml": "title: {zh: 层级, en: Levels}\ncodes:\n  - {value: national, en: National}\n",
    "codes/benefit-kinds.yaml": "title: {zh: 待遇, en: Benefits}\ncodes:\n  - {value: tax, en: Tax}\n",
    "fields/firm.yaml": """\
title: {zh: 企业, en: Firm}
subjects: [firm]
fields:
  人数: {type: number, unit: 人, en: Staff, integer: true, min: 0, aliases: [员工数], question: {zh: 几人?, en: How many?}}
  收入: {type: number, unit: 万元, en: Revenue, question: {zh: 多少?, en: How much?}}
  占比: {type: ratio, en: Share, min: 0, max: 1, question: {zh: 多少?, en: How much?}}
  居民: {type: bool, en: Resident, question: {zh: 是?, en: Is it?}}
  规模: {type: code, codes: sizes, en: Size, question: {zh: 哪种?, en: Which?}}
  资质: {type: codes, codes: sizes, en: Titles, question: {zh: 哪些?, en: Which?}}
  成立日期: {type: date, en: Founded, question: {zh: 何时?, en: When?}}
  成立天数: {type: number, unit: 日, en: Days, question: {zh: 几天?, en: How many?}}
""",
    "fields/person.yaml": """\
title: {zh: 人, en: Person}
subjects: [person]
fields:
  年龄: {type: number, unit: 岁, en: Age, question: {zh: 几岁?, en: How old?}}
""",
    "definitions.yaml": "成立天数: {value: ':as_of - 成立日期', cite: 样例}\n",
    "parameters/limits.yaml": """\
人数上限:
  label: {zh: 上限, en: Limit}
  unit: 人
  values:
    - {since: 2018-01-01, value: 300, source: 样例}
""",
    "measures/tax/m1.yaml": """\
id: m1
title: {zh: 措施一, en: Measure one}
theme: tax
level: national
issuer: [某局]
subject: firm
valid: {from: 2018-01-01, to: null}
source: {document: 样例文件, date: 2018-01-01, confidence: A}
criteria:
  - id: staff
    label: {zh: 人数不超过上限, en: not too many staff}
    when: 人数 <= :人数上限
benefit:
  - kind: tax
    title: {zh: 减税, en: less tax}
    amount: {rate: 0.1, base: 收入, cap: 50}
example: {人数: 100, 收入: 200}
tests:
  - {name: 正好三百人可以, given: {人数: 300}, expect: {outcome: eligible, amount: 200000}}
  - {name: 多一人不行, given: {人数: 301}, expect: {outcome: ineligible, staff: not_met}}
  - {name: 没报人数, given: {人数: null}, expect: {outcome: unknown, missing: [人数]}}
""",
}

Write = Callable[..., Path]
Changes = Mapping[str, str | bytes | None]


@pytest.fixture
def small_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes the pack into ``pack/`` below the current folder.

    ``changes`` replaces whole files, None removing one; ``edits`` replaces a text by another in a file.
    """
    monkeypatch.chdir(tmp_path)

    def write(
        changes: Changes | None = None,
        *,
        edits: Mapping[str, tuple[str, str]] | None = None,
        at: str = "pack",
    ) -> Path:
        files: dict[str, str | bytes | None] = {**FILES, **(changes or {})}
        for name, (old, new) in (edits or {}).items():
            text = files[name]
            assert isinstance(text, str)
            assert old in text, f"{old!r} is not in {name}"
            files[name] = text.replace(old, new)
        for name, content in files.items():
            if content is not None:
                path = tmp_path / at / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.encode() if isinstance(content, str) else content)
        return Path(at)

    return write
