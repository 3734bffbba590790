"""Where a sentence turns from whom it is about to what follows for them, whatever that is: …的，计5分; 就能领到…."""

from __future__ import annotations

import re
from itertools import pairwise

from twinwheel.reading.drafts.compose import cut, shut_out

_TURNS = re.compile(
    r"(?:(?:最快)?[一二三四五六七八九十两\d]{1,3}个?(?:工作日|天|日|小时)(?:之?内)?)?(?:就|便|即|则|方|才|都|均|也)?(?:可(?!行|靠|持续|再生)|能(?!力|源|够?[^,]{0,4}指标)|不必|无需|无须|免(?!疫)|准予|允许)"
    r"|(?:就|便|均|都)(?:按|由|予|享)"
)
_DUTY = re.compile(
    r"(?:还|也|均|都)?(?:应|须|需|必须|不得|除外|其中|且|并|或|但|仍|另行|请|亦同|同样|也?视为|也?视同|按(?:照)?(?:规定|现行|原))"
)
_PREMISE = re.compile(r"(?:的|只要.*)$")
LED = re.compile(
    r"对(?P<whom>[^，,。；]{4,60}?(?:企业|单位|机构|项目|主体|载体|人才|团队|平台)(?:（[^（）]{2,40}）)?)[，,](?:鼓励|支持|引导|推动)"
)
"""对新建的数据中心项目，鼓励银行发放贷款。: whom what is given behind it is for."""


def consequence(text: str) -> int | None:
    """Where it begins in a sentence in one spelling; None where no premise leads to anything but a duty."""
    at = None
    pieces = cut(text, ",，")
    for (before, stop), (start, end) in pairwise(pieces):
        piece = text[start:end]
        if shut_out(piece) or _DUTY.match(piece):
            continue
        if _TURNS.match(piece):
            return start
        if _PREMISE.search(text[before:stop]):
            at = start
    return at
