"""What a sentence asks behind what it gives: 给予15万元，申请人须…; 奖励100万元，但负债率高于80%的企业不在奖励之列."""

from __future__ import annotations

import re

from twinwheel.reading.drafts.canonical import Canonical
from twinwheel.reading.drafts.compose import cut, of_a_part, shut_out

_WHO = (
    r"(?:(?:申请|申报|申领|享受|获奖|受助|获补|支持|奖励|补贴|补助)?(?:人|者|企业|单位|项目|主体|机构|对象))"
)
_ASKS = re.compile(
    rf"(?:但|其中|同时|且|条件|前提)?(?:{_WHO}(?:仅)?(?:须|应当?|需|必须|限于|要求|为(?=.*的)|是(?=.*的))(?:同时)?(?:为|是|符合|满足|具备)?"
    rf"|(?:但)?(?:要求|前提(?:条件)?是|条件是|条件为|仅限于?|限于|必须|须(?=为|是|具)|对象(?:为|是))(?:{_WHO}(?!占))?)"
)
"""Only behind what is given: before it the same words lead to the conditions that the sentence begins with."""
_TURNS = re.compile(r"(?:但是?|不过|然而|其中|而)*")
_DUTY = re.compile(r"提交|提供|报送|承诺|配合|接受|用于|履行|按照?(?:规定|要求)")
"""What whoever gets it has to do afterwards is no condition."""


def asked_behind(gift: Canonical) -> tuple[Canonical, list[Canonical]]:
    """What is given, and the conditions behind it, each still to be read."""
    pieces = cut(gift.text, ",，;；")
    for place, (start, end) in enumerate(pieces[1:], 1):
        words = gift.text[start:end]
        if (asks := _ASKS.match(words)) and not _DUTY.search(words):
            return gift.cut(0, pieces[place - 1][1]), [gift.cut(start + asks.end(), len(gift))]
        if shut_out(words) and not of_a_part(gift.text[pieces[place - 1][0] : end]):
            turn = _TURNS.match(words)
            begin = start + (turn.end() if turn else 0)
            return gift.cut(0, pieces[place - 1][1]), [gift.cut(begin, len(gift))]
    return gift, []
