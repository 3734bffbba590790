"""The part a name plays in its clause: subject, owner, what is compared with, who is cited, where something is."""

from __future__ import annotations

import re
from typing import Literal

Role = Literal[
    "subject", "owner", "introduced", "listed", "against", "source", "house", "place", "oblique", "object"
]
"""``introduced``: brought up at the end of a clause, so that the next ones speak of it; ``house``: only named as where somebody works who is named behind it; ``place``: in, at or near it."""

_N = "一二三四五六七八九十"
LEAD = re.compile(
    rf"(?:[^一-鿿]|其中|而|但|同时|此外|另外|另|目前|现在|如今|当前|截至|近日|日前|据悉|据了解|据统计|据测算|据介绍|今年|去年|前年|明年|近年来|眼下|迄今|至今"
    rf"|[昨今当][天日]|当[年月晚]|本[周月年]|上[周月]|同期|近(?=[\d{_N}])|(?:多|年)来|个月|例如|比如|尤其是?|特别是|首先|其次|随后|最终|仅"
    rf"|(?<=[\d{_N}])[年月日]|(?<=[年月])[底末初份]|[到至](?=[\d目现今])|以来|期间|[上中下]旬|[上下]半年|季度|全年"
    rf"|对于|关于|作为|至此|会上|[{_N}]{{1,3}}(?=[是、年月日季])|(?<=[{_N}])是|此前|前(?=[\d{_N}]))*"
)
"""What may stand before the subject of a clause."""

_LEADING = frozenset(
    "其而但同此目现如截近日据今去年月底末到至以期上中下季全对关作随会一二三四五六七八九十是另当前昨本眼迄多个例比尤特首最仅份"
)
"""What ``LEAD`` begins with, of Chinese characters."""
_AGAINST = re.compile(
    r"(?:[比较占居]|高于|低于|高出|低出|快于|慢于|多于|少于|优于|好于|不及|领先|超过|相当于|是|列|[位处]居|之于)$"
)
_AVERAGE = re.compile(
    r"的?(?:排[名在位第行]|位[居列]|名列|位次|名次|知名|著名|头部|老牌|龙头|一流|顶级|平均|水平|第|首位|首个|前|最|之[首最]|领先|唯一)"
)
_SOURCE_BEFORE = re.compile(r"(?:据|根据|按照|记者从|获悉|采访|接受)$")
_SOURCE_BEHIND = re.compile(
    r"[一-鿿]{0,6}?(?:表示|提出|要求|审议|决定|号召|[说称]|介绍|透露|指出|认为|告诉|强调|坦言|回忆|建议|呼吁|宣布|答复|回应|获悉|了解到|消息|印发|(?:发布|公布|提供|披露)的?|预测|数据|[的]?(?:统计|监测|报告)显示|通报|回应)|发\s?[（(]"
)
_SHARE_OF = re.compile(
    r"(?:\d[%％]|[一二三四五六七八九几]成|分之[一二三四五六七八九]|半)[^，。；]{0,60}(?:[落聚]户?在|集[中聚][在于]|[产出]自|诞生[在于]|布局在|位于)$"
)
"""全市六成的服务器落在新区，…: the next clauses go on about the last."""
_PRESS = frozenset("网社报台讯")
_DATELINE = re.compile(r"[讯电]|\s?[一-鿿]{0,6}?\s?\d{1,2}月\d{1,2}日\s?(?:电|讯|消息|综合)|\s?(?:记者|消息)")
"""某某网江州2月14日电: who printed it."""
_PLACE = re.compile(
    r"(?:[在于]|地处|坐落|落户|入驻|距离?|毗邻|走进|来到|离开|回到|沿着?|覆盖|辐射|抵达|驶[出入向])$"
)
_OBLIQUE = re.compile(
    r"(?:[与同和向对从由被把给赴到至为经]|联合|会同|来自|通过|帮助|支持|服务|出口|进口|[销运发开通前飞迁寄输]往)$"
)
_ATTRIBUTE = re.compile(
    r"(?:所在地|地[址点区]|位置|(?:依托|主管|承担|牵头|申报|建设|责任|主办|承办|协办|支持|运营|参建|参与)(?:单位|部门|主体|方)|联系人|来源)[：:]\s?$"
)
"""所在地：江州区: told of what the entry is about."""
_PEOPLE = re.compile(r"居民|青年|学生|游客|旅客|客商|商人|投资者|专家|嘉宾|人才|同胞|客户|用户|籍")
"""在园区就业的澳门居民: where they come from, not whose they are."""
_WHILE = re.compile(r"随着|由于|得益于|受益于|受(?!理|让|访|聘|托)|因(?!此|而)|鉴于|面对")
"""随着某某平台上线，…: why, not of what."""
_INTRODUCED = re.compile(
    r"(?:谈[到起及]|说[到起]|[提聊论问讲]起|提[到及]|一[单家笔个项名]来自|启动|成立|设立|[建创合开兴]办|建成|[建创开增]设|[新扩改共筹兴始]建|搭建|组建|打造|推出|上线|开通|发布|研[发制]|发起|引进|投用|投产|启用|开工|[改首发印]发|发行|推行|布局|[落迁]成|收购"
    r"|(?:^|记者|我们|[组团员众]|一行|首先)(?:走进|来到|走访|探访|参观)|首站|(?:这里|这边|[这那]儿|眼前的?|主角|代表|典型|其一|其二|之一|叫|名为|做)就?是|叫做|取名|[的便]就?是)"
    r"[了起过着]?(?:建设|成立|实施|新建)?(?:[^，。；、的]{0,6}(?:首|一|第[一二三])[一-鿿]的?)?$"
)
"""推出了“码上办”，…; 这里是江州港，…"""
_ENDS = re.compile(
    r"[”’》）)]?(?:[（(][^（）()\n]{1,20}[）)])?(?![，；](?:[去今前明]年|到?\d|力争|争取|并|还|计划|对|为|以|从|通过|推动|带动|累计|目前|致力|努力))[，。；：:,\n]"
)
_HONOUR = re.compile(
    r"[^，。；、：\d]{0,10}?(?:百强|[\d百千五]+强|标杆|示范|试点|名牌|品牌|驰名|老字号|专精特新|小巨人|单项冠军|瞪羚|独角兽|领军|龙头|优秀|先进|绿色|星级|重点实验室|工程(?:技术)?(?:研究)?中心|技术中心|地理标志|文明|首批|科技型|高新技术|创新型|质量奖|商标|专利|遗产|文保|文物)[^，。；、：\d]{0,12}(?<!\d)[\d一二两三四五六七八九十百]+(?:余|多)?[家个名项所座处件位种款]"
)
_HONOURED = re.compile(
    r"(?:跻身|获评|评为|获批|获得?|荣获|入选|入围|入列|上榜|认定为?|列入|被授予|拥有|培育|走出|涌现|诞生|新增|新添|建[成有]|创建|现有|有|斩获|摘得|拿下|[个家名项所座处件位种]、)(?:了|为|出|着)?$"
)
"""跻身湖南省示范企业22家: whose title it is, not whose firms."""
_WHOSE = frozenset("省国球界")
_ONE_OF = re.compile(r"(?:单|每|一)[台款架辆艘枚套支条座个张只]")
_FIGURE = re.compile(
    r"(?:\d|[一二两三四五六七八九十百千](?=[余多]?[家个名项户所座人台件种万亿]))[^，。；、]{0,5}(?:、|[和与及])$"
)
_EVENT = re.compile(r"(?:内|里|中)?(?:举行|召开|举办|开幕|闭幕|揭幕|发布)|期间|现场|[上前]，|当[天日]")


def lead_end(text: str, start: int, end: int) -> int:
    """Where the subject of a clause may begin that begins at ``start``."""
    if "一" <= text[start] <= "龥" and text[start] not in _LEADING:
        return start
    lead = LEAD.match(text, start, end)
    return lead.end() if lead else start


def is_lead(text: str, start: int, end: int) -> bool:
    """True where nothing but what may stand before a subject stands there, or nothing at all."""
    if start == end:
        return True
    if "一" <= text[start] <= "龥" and text[start] not in _LEADING and text[start] not in "明初":
        return False  # most clauses are done with after one look; 明年 and 初 lead too
    return LEAD.fullmatch(text, start, end) is not None


def role_of(text: str, end: int, first: int, clause_start: int, clause_end: int) -> Role:
    """Of the name that ends at ``end``; ``first`` is where the chain of names begins that it ends (江州高新区)."""
    before = text[max(clause_start, first - 12) : first].rstrip("“‘《（(")
    after = text[end : min(clause_end, end + 10)].lstrip("”’》")
    led_by = bool(before)  # nearly half of them stand at the beginning
    if led_by and _INTRODUCED.search(before) and _ENDS.match(text, end):
        return "introduced"
    if (led_by and _AGAINST.search(before)) or _AVERAGE.match(after):
        return "against"
    label = end == clause_end and text[end : end + 1] in ("：", ":")
    if text[end - 1] in _PRESS and _DATELINE.match(text, end):
        return "source"
    if label or (led_by and _SOURCE_BEFORE.search(before)) or _SOURCE_BEHIND.match(after):
        return "source"
    if led_by and end == clause_end and _SHARE_OF.search(text, clause_start, first):
        return "introduced"
    if (led_by and _PLACE.search(before)) or _EVENT.match(after):
        if end == clause_end and before.endswith("在") and is_lead(text, clause_start, first - 1):
            return "introduced"  # 在江州，今年将筹建公寓1200套: it sets what the sentence is about
        return "place"
    if (
        led_by
        and text[end - 1] in _WHOSE
        and _HONOURED.search(before)
        and _HONOUR.match(text, end, clause_end + 1)
    ):
        return "oblique"
    if led_by and _FIGURE.search(before):  # 北城区31家、南城区22家: behind a figure begins another subject
        return "subject"
    if led_by and _OBLIQUE.search(before):
        return "oblique"
    if _WHILE.match(text, clause_start, first):
        return "oblique"
    if _ATTRIBUTE.search(text, max(clause_start - 8, 0), clause_start):
        return "oblique"
    if text[first - 1 : first] in ("（", "("):
        return "oblique"
    one = _ONE_OF.match(text, first - 2, first) if first - clause_start > 1 else None
    led = one.start() if one else first
    begins = is_lead(text, clause_start, led)
    if begins and after[:1] in ("与", "和"):  # 高新区与9家银行共建
        return "subject"
    if after[:1] in ("、", "和", "与", "及", "等"):
        return "listed"
    if before.endswith("、"):
        return "listed"
    if begins:
        return "subject"
    if _PEOPLE.match(after):
        return "oblique"
    return "owner" if after.startswith("的") else "object"
