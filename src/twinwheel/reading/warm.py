"""What every process of reading needs, loaded by importing this: word lists, the dictionary, patterns.

The processes are made from one that has imported it (``workers.begin``), so it is loaded once for all of them.
"""

from __future__ import annotations

import gc
from contextlib import suppress

_SAMPLE = """示例新区去年新增企业120家
本报记者 张三
据新区管委会介绍，截至2025年底，新区共有企业1200余家，同比增长12.5%。示例科技有限公司董事长李四表示：“希望有关部门出台支持政策。”
根据《示例新区条例》，新区将建设公共服务平台，对企业给予最高50万元补贴。
"""


def _warm() -> None:
    """Read a sample once, for what is loaded at its first use."""
    from twinwheel.reading import finding
    from twinwheel.reading.articles import articles
    from twinwheel.reading.facts import find
    from twinwheel.reading.model import Source
    from twinwheel.reading.renditions import collate, sketch
    from twinwheel.reading.sources.text import blocks_of

    source = Source("sample.txt", "", "text", _SAMPLE, blocks_of(_SAMPLE))
    for article in articles(source):
        sketch(article.text.text)
        collate([(article, source.kind, source.scores)])
        find(finding._reading_of(article), None)


gc.disable()  # what is loaded stays
with suppress(Exception):  # a defect is told where a document hits it
    _warm()
gc.enable()
