"""Sets of documents for tests: a notice in two renditions that differ, read once by the library itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from twinwheel.reading import pipeline

NOTICE = """示例湾新区管理委员会关于支持科技企业研发的通知
示管发〔2026〕7号

各有关单位：

为鼓励企业加大研发投入，制定本措施。示例湾新区集聚企业3200余家，其中高新技术企业186家。
“<script>alert('引语')</script>企业最关心的是数据出境。”示例芯联科技有限公司总经理何样例说。

第一条 对符合条件的企业，按照上年度研发费用的10%给予补贴，最高不超过200万元。

第二条 本措施自2026年4月1日起施行，由新区科技创新局负责解释。

示例湾新区管理委员会
2026年3月15日
"""
OTHER = NOTICE.replace("186家", "168家").replace("200万元", "210万元").replace("\n", "\r\n")
"""Another rendition: two figures read otherwise."""


@pytest.fixture(scope="session")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, pipeline.Summary]:
    """The folder of a set with two renditions, as the library wrote it."""
    folder = tmp_path_factory.mktemp("documents")
    paths = []
    for number, (name, text) in enumerate([("notice.txt", NOTICE), ("print.txt", OTHER)], 1):
        path = folder / "files" / str(number) / name
        path.parent.mkdir(parents=True)
        path.write_bytes(text.encode())
        paths.append(path)
    return folder, pipeline.read(paths, folder / "read", tagger="rules", jobs=1)


@pytest.fixture
def add_set(db: None, read_once: tuple[Path, pipeline.Summary]) -> Callable[..., object]:
    """Makes a set of it, as if just read: ``add_set(published=True)``."""
    from twinwheel_web import clock
    from twinwheel_web.accounts.models import Organisation
    from twinwheel_web.documents import taking
    from twinwheel_web.documents.models import Document, DocumentSet

    def add(*, published: bool = False, organisation: str = "administration") -> DocumentSet:
        folder, summary = read_once
        moment = clock.now()
        found = DocumentSet.objects.create(
            organisation=Organisation.objects.get(kind=organisation),
            added_at=moment,
            moved_at=moment,
            published_at=moment if published else None,
        )
        shutil.rmtree(found.folder, ignore_errors=True)
        shutil.copytree(folder, found.folder)
        for number, name in enumerate(["notice.txt", "print.txt"], 1):
            path = Path("files") / str(number) / name
            size = (found.folder / path).stat().st_size
            Document.objects.create(set=found, number=number, name=name, path=str(path), size=size, sha256="")
        taking.take(found, summary)
        return found

    return add
