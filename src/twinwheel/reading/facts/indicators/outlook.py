"""What would be, shall be or once was: by turns of phrase that reach over more than one clause of a sentence."""

from __future__ import annotations

import re

from twinwheel.reading.facts.indicators.cues import PRICE

AIMS_BEFORE = 120
"""Characters of a sentence before a figure, or before a semicolon, that are looked at."""
_LATER = re.compile(
    r"(?:往后|将来|日后|今后|以后)[^。；！？\n已]{0,30}?(?:可(?!比|持续|支配|再生|研|转)|能(?![源量力否])|会(?![议员展计上场]))[^。；！？，\n已]{0,20}$"
)
_IF = re.compile(
    r"(?:假如|假设|倘若|设想)[^。；！？\n]{0,60}$"
    r"|(?:如果|要是|若[无能按以再照])[^。；！？\n]{0,60}[，,][^。；！？，\n]{0,40}(?:将|会(?![议员展计上场])|可(?=[达增减新降升])|能(?=[达增减新降升多少拿占抢])|有望)[^。；！？，\n]{0,20}$"
)
"""若无节能约束，用电量将升至…: what would be."""
_JUDGES = re.compile(r"认为|判断|研判|预判|看来|分析师|看[好空]|乐观|悲观")
_ONCE_READY = re.compile(
    r"(?:运营|投运|投用|启用|使用|开业|开园|开诊|开馆|开港|开学|开通|贯通|通车|通航|交付|落成|建成|达产|投产|满产|量产|完工|竣工|完成|并网|并线|封顶|实施|推广|铺开|到位|改造|扩建|落地|上线|入驻)[^，。；已了\d]{0,4}(?<!最)(?:之|以)?后(?!来|期|台|续)[^。；！？\n已累了曾]{0,30}?"
    r"(?:可(?!比|持续|再生|支配)|能(?![源量力耗])|每年|每[天月日]|年产(?!业|品)|年均|年处理|年[发供用减节输出吞加生][一-鿿]{0,4}|日产|日处理|日均|日供|预计|料|将(?!近))[^。；！？\n已累了曾]{0,40}$"
    r"|(?:计划|预计|将|拟)[^。；\n已]{0,20}(?:投产|投运|投用|启用|建成|竣工|完工|达产)[，,](?:届时)?[^，。；\n已]{0,4}(?:年|一天|每[天月日])(?:可|能)[^。；！？\n已累了曾]{0,24}$"
)
"""运营后每年可完成…, 投用后，年处理能力…: when it is ready. 投用后已接待… is told of what was."""
_WITHIN = re.compile(
    r"(?<![近过去前\d])[\d两三四五六七八九十]{1,2}年[之以]?内(?!已)|(?:未来|今后)的?[\d一二两三四五六七八九十]{1,2}年(?!的)"
    r"|(?<![比较近\d一二两三四五六七八九十])年内(?!已|[高低新累])"
)
"""五年内投入…: from now on."""
_AHEAD = re.compile(r"(?:未来|今后|往后|接下来的?)的?(?:[\d两三四五六七八九十]{1,2}|几)年(?!的)")
_MUST = re.compile(
    r"(?<![需主重只简纲必还紧不想])要(?:再|力争|努力|确保|继续|新)*(?:达到|突破|超过|迈[过上]|跨[过上]|站上|冲[上到]?|占到|完成|实现|增加?[至到]|增长|升[至到]|提[高升]|降[至到低]|压[减缩]|缩短|翻|建[成起设]?|新?[建增添]|盖|打造|培育|引进|招引|拿出|投入|安排|办[成好]?|覆盖)(?!的)[^。；！？，\n]{0,24}$"
)
_EVERY = re.compile(r"每|一[天年月趟次个台套单家]|往往|过去|以前|从前|原来|通常|一般|至少")
_BY_PLAN = re.compile(
    r"(?:按照?|根据|依照|依据|照)[^，。；！？\n]{0,30}(?:计划|规划|方案|安排|部署|蓝图|要点)[^，。；！？\n]{0,6}》?[，,]"
    r"|《[^《》\n]{2,40}(?:计划|规划|方案|纲要|要点|蓝图)[^《》\n]{0,16}》[^，。；！？\n]{0,6}(?:提出|明确|确定|部署|敲定|描绘|设定|要求)"
    r"|(?:规划|纲要|方案)[^，。；！？\n]{0,3}(?:写明|提出|明确|规定|确定|部署)"
    r"|(?:全会|会议|调度会|工作会|动员会|推进会)[^，。；！？\n已]{0,6}(?:提出|敲定|定下|部署|明确)"
)
"""按计划，专列每周开行1班"""
_OF_YEAR_SET = re.compile(r"(?:今年|明年|年度|年内)[^。；！？\n]{0,12}(?:安排|实施|列入|谋划|推进|排定)")
_PROPOSES = re.compile(
    r"(?:建议|提议|呼吁|倡议|恳请)(?!的|书|[价人稿案])[^。！？\n是有占达]*(?:设立|[新增扩改]建|增[加设派开]|[建开]设|提高|降低|压缩|缩短|扩大|延长|补[助贴]|安排|拿出)[^。！？，；\n]*$"
)
"""建议设立规模3000万元的基金"""
TERMS = re.compile(
    r"给予|补助|奖励|补贴|贴息|最高|不超过|资助|奖补|^[对凡]|应当?[具有为在]|[须需]具[有备]|以上的"
)
_THEN_ONLY = re.compile(r"同期[^。；！？\n]{0,16}(?:只[有是]?|仅[有为是]?|才|不[足到])$")
_THAT_TIME = re.compile(r"那(?:会儿|时候?|阵子|年)[^。；！？，\n]{0,14}$")
_WAS_ONCE = re.compile(
    r"(?:之初|初期|伊始|当年|那年|那时|早先|从前|早些年|前些年|往年|往常|以往)[^，。；已]{0,14}$"
)
_NOW_SO = re.compile(r"[^。！？\n]{0,40}(?:如今|现在|眼下|目前|今天|到现在|现已|已有|已达)")
"""早先只有2家，眼下已有47家"""
_EARLIER = re.compile(
    r"[年月]前的?[^，。；\n]{0,10}(?:还|只|仅|才)(?:有|是)?(?:不到|不足)?$|(?:而|但|可)(?:是|早)?(?:在|于)(?:\d{4}年|[一二两三四五六七八九十\d]{1,2}年前)"
)
_RECKONED = re.compile(r"(?:预计|预估)(?![将可未明后能会年每])|初步")


# In all of these ``text[start:end]`` is the sentence up to the figure, and ``text[own:end]`` its own clause.


def would_be(text: str, start: int, end: int) -> bool:
    """假如其中三成改作实验室, 若无补贴，成本将升至…"""
    return _IF.search(text, start, end) is not None


def later(text: str, start: int, end: int) -> bool:
    """日后这里能停靠20艘货轮"""
    return _LATER.search(text, start, end) is not None


def judged(text: str, start: int, end: int) -> bool:
    """分析师认为，明年将…: he foresees, and promises nothing."""
    return _JUDGES.search(text, start, end) is not None


def once_ready(text: str, start: int, end: int) -> int | None:
    """Where it is said that something is to be ready first; None where nothing is."""
    ready = _ONCE_READY.search(text, max(start, end - AIMS_BEFORE), end)
    return ready.start() if ready else None


def within_years(text: str, start: int, end: int) -> bool:
    """五年内投入, 年内: of a clause."""
    return _WITHIN.search(text, start, end) is not None


def years_ahead(text: str, start: int, end: int) -> bool:
    """今后五年，财政要拿出…"""
    return _AHEAD.search(text, start, end) is not None


_SET_NUMBER = re.compile(
    r"(?:排定|下达|安排|计划|确定|分解|定下)的?(?:数量|任务量?|指标|盘子|总量|规模)(?:是|为|有|达到?)?$"
)
"""今年排定的数量是5万台"""


def laid_down(text: str, start: int, own: int, end: int) -> bool:
    """按计划，…, 《行动方案》提出, 要建成: nobody says 力争, and yet it is an aim."""
    if PRICE.search(text, own, end) and _OF_YEAR_SET.search(text, start, end):
        return True
    if _SET_NUMBER.search(text, own, end):
        return True
    if _MUST.search(text, own, end) and not _EVERY.search(text, own, end):
        return True
    return _BY_PLAN.search(text, start, end) is not None and not TERMS.search(text[own:end])


def proposed(text: str, start: int, end: int) -> bool:
    return _PROPOSES.search(text, max(start, end - AIMS_BEFORE), end) is not None


def only_then(text: str, start: int, end: int) -> bool:
    """去年同期，签约项目只有12个"""
    return _THEN_ONLY.search(text, start, end) is not None


def was_once(text: str, own: int, end: int, behind: int) -> bool:
    """2019年那会儿, or 早先只有2家，眼下已有47家; the figure ends at ``behind``."""
    if _THAT_TIME.search(text, own, end):
        return True
    return _WAS_ONCE.search(text, own, end) is not None and _NOW_SO.match(text, behind) is not None


def was_earlier(text: str, start: int, own: int, end: int) -> bool:
    """三年前还只有…, 而在2015年…"""
    return _EARLIER.match(text, start, end) is not None or _EARLIER.search(text, own, end) is not None


def reckoned(text: str, start: int, end: int) -> bool:
    """上半年预计实现…"""
    return _RECKONED.search(text, start, end) is not None
