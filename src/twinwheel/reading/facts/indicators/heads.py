"""The head behind a clause of its own: 园区自建的“码上办”平台, 位于北岸的分厂, 两校共建的中试基地.

It is what such a phrase speaks of; the name before the verb only says who made it, or where it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from twinwheel.reading.facts.indicators.clauses import Clause, Clauses
from twinwheel.reading.facts.indicators.nouns import noun_head
from twinwheel.reading.facts.indicators.subjects import Subject
from twinwheel.reading.facts.words import Words

_OF = re.compile(r"(?<=[一-鿿\d%])的[“‘]?(?=[一-鿿A-Za-z])")
_MADE = re.compile(
    r"[建设制发产造营做]|投用|启用|上线|落成|投产|运行|运营|开通|问世|亮相|来自|从事|专注|专攻|深耕|负责|牵头|参与|带来|展出|出售|销售|研究|签约|中标|列入|入选|投资|投入|开办|打造|推出|运营|规划|引进|成立|举办|组建|位于|坐落|主营|主打|[占用]地|总部|挂牌|揭牌|获批|开业|落户|入驻|实施|\d[万亿]?(?:元|美元|欧元|亩|平方米|公里)$"
)
_BUILD = re.compile(r"(?:[建创]设|建成|打造|设立|组建|成立|启动|启用|投用|新建|筹建|开通|推出|上线|研发)了?")
_IS = re.compile(r"[^这那正就便也即都]是")
"""“云网”是某院牵头的平台: the head says what the subject is, and takes nothing from it."""
_SIZE = re.compile(r"(?:元|亩|平方米|公里|吨|千瓦|兆瓦)(?:以上|左右)?的$")
_PROJECT = re.compile(r"[一-鿿A-Za-z0-9·“”（）]{3,20}?(?:项目|工程|基地)(?![一-鿿]{0,2}[\d个类库])")
_SHORTEST, _LONGEST = 2, 24


def heads(
    words: Words, clauses: Clauses, known: Sequence[Subject], paragraphs: Collection[int]
) -> Iterator[Subject]:
    """The heads in these paragraphs, as subjects of their clauses: ``known`` names, and nouns nobody knows."""
    starts = {subject.start: subject for subject in known}
    for index, clause in enumerate(clauses.all):
        if clause.paragraph not in paragraphs:
            continue
        for at in _after_made(clauses.text, clause):
            subject = (
                starts.get(at)
                or starts.get(at - 1)
                or noun_head(words, clause, at)
                or _quoted(clauses.text, clause, at)
                or _project(words, clause, at)
            )
            if subject and subject.kind != "person":
                yield subject._replace(clause=index, role="subject")


def _project(words: Words, clause: Clause, at: int) -> Subject | None:
    """总投资6亿元的轴承新材料项目: of which the sum is told."""
    if not _SIZE.search(words.text, max(at - 6, clause.start), at):
        return None
    match = _PROJECT.match(words.text, at, clause.end)
    if match is None or any(tag[0] in "fdmruptc" for _, tag in words.within(at, match.end())):
        return None
    return Subject(*match.span(), match[0], match[0], "noun")


def _quoted(text: str, clause: Clause, at: int) -> Subject | None:
    """某厂带来的“飞鱼”机身长5.6米: what is in marks, though nobody knows it."""
    end = text.find("”", at, min(at + 12, clause.end)) if text[at - 1] == "“" else -1
    return Subject(at - 1, end + 1, text[at:end], text[at - 1 : end + 1], "thing") if end > at else None


def built(words: Words, clauses: Clauses, paragraphs: Collection[int]) -> Iterator[Subject]:
    """The noun behind a verb of building: 建设江州电池回收基地, what the clauses behind it then speak of."""
    text = clauses.text
    for match in _BUILD.finditer(text):
        at = clauses.at(match.start())
        if text.rfind("《", clauses.all[at].start, match.start()) > text.rfind(
            "》", clauses.all[at].start, match.start()
        ):
            continue  # 《关于建设国际港的意见》
        if clauses.all[at].paragraph in paragraphs and match.end() < clauses.all[at].end:
            head = noun_head(words, clauses.all[at], match.end())
            if head and len(head.name) > _SHORTEST:
                yield head


def _after_made(text: str, clause: Clause) -> Iterator[int]:
    for match in _OF.finditer(text, clause.start, clause.end):
        before = text[max(clause.start, match.start() - _LONGEST) : match.start()]
        if len(before) > _SHORTEST and not _IS.search(before) and _MADE.search(before):
            yield match.end()
