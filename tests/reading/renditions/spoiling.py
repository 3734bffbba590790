"""Articles of our own, and what OCR, the web and a damaged text layer make of them, with every change known."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

import opencc

from twinwheel.reading.model import Article, Part, SourceKind
from twinwheel.reading.renditions.kinds import _confusions
from twinwheel.reading.text import MappedText

ARTICLES = (
    (
        "明州港口经济区：一湾碧水托起的航运“心脏”",
        "秋日清晨，明州港口经济区三号码头一片繁忙。截至2022年9月底，经济区已聚集航运企业1300余家，其中规模以上企业87家，货物吞吐量达4.26亿吨，同比增长7.8%。",
        "“我们一直把制度创新作为港口发展的根本动力。”明州市委副书记郁祎然表示，经济区近期出台了一系列举措，例如支持航运金融的12条措施等；在提升通关效率方面，全面推行“提前申报+抵港直提”，集装箱平均停时压缩至26小时。",
        "对于航运服务业的未来，明州市副市长毕晟介绍，将依托《明州港口经济区航运服务业高质量发展行动方案》，通过无偿资助、贷款贴息和奖励等多种方式，支持船舶管理、海事仲裁、航运保险等机构落户，力争到2025年引进高端航运服务机构60家。",
        "港口的擘画者们深知，绿色是绕不过去的课题。经济区总面积46.5平方公里，包括老港区18.3平方公里和新港区28.2平方公里。新港区已建成岸电设施35套，覆盖率达到100%，每年可减少二氧化碳排放约2.1万吨。",
        "除此之外，毕晟还表示，当地的用工成本较高，不过这也倒逼企业走向自动化。下一步，经济区将联合明州大学筹建港航研究院，厚植航运人才的土壤，加快导入全球航运资源。",
    ),
    (
        "青禾县：小小菌菇撑起致富“大伞”",
        "走进青禾县柳泉镇的菌菇产业园，一排排白色大棚整齐排列。园区负责人鄢素琴告诉记者，这里每天可采摘鲜菇6.5吨，产品销往省内外30多个城市。",
        "2019年，也就是产业园建成的第二年，青禾县成立了菌菇产业发展专班，由县农业农村局牵头，整合涉农资金3600万元，新建标准化大棚412座。目前，全县菌菇种植面积达到1.2万亩，年产值突破8亿元，带动农户5100余户。",
        "“过去单打独斗，卖不上价钱；现在统一品牌、统一包装，心里踏实多了。”种植户尉迟宝山说。为避免农户各自为战，柳泉镇探索建立了“合作社+基地+农户”的利益联结机制，农户既可入股分红，也可就近务工。",
        "在技术支撑方面，省农科院研究员乜继平团队长期驻点指导，先后选育出3个耐高温品种。乜继平表示，“食用菌是技术密集型产业，菌种是命脉，一定要掌握在自己手里”。县里还定期邀请行业专家为农户答疑解难，帮助他们少走弯路。",
        "下一步，青禾县将延伸产业链条，建设菌菇精深加工中心，开发即食食品、保健饮品等系列产品，力争三年内实现全产业链产值15亿元。",
    ),
    (
        "关于印发《云岭高新区科技型企业扶持办法》的通知",
        "各有关单位：《云岭高新区科技型企业扶持办法》已经管委会第17次主任办公会审议通过，现印发给你们，请认真遵照执行。",
        "第一条 为贯彻落实省、市关于实施创新驱动发展战略的部署，进一步优化营商环境，激发各类创新主体活力，结合云岭高新区实际，制定本办法。",
        "第二条 对首次通过国家高新技术企业认定的企业，给予一次性奖励20万元；对整体迁入的高新技术企业，给予一次性奖励30万元。上述奖励资金由高新区财政局在认定公布后60个工作日内拨付。",
        "第三条 鼓励企业加大研发投入。上一年度研发费用占销售收入比例不低于5%，且销售收入在2000万元以上的，按研发费用的10%给予补助，单个企业每年最高不超过200万元。",
        "第四条 支持企业与高等院校、科研院所共建重点实验室。经认定的省级重点实验室，给予50万元资助；国家级重点实验室，给予300万元资助。本办法自2023年7月1日起施行，有效期三年，由科技创新局负责解释。",
    ),
    (
        "古城修缮师：与砖瓦对话的人",
        "清晨六点，天色未明，濮阳师傅已经蹲在城墙根下，用毛刷一点点清理砖缝里的泥土。他是平遥里街区年纪最大的修缮师，今年七十三岁，从事古建修缮已有五十余年。",
        "“每一块砖都有自己的脾气。”濮阳师傅说，老城墙始建于明代，历经多次重修，不同年代的砖大小、质地都不相同，修补时必须逐块比对，不能有半点马虎。",
        "平遥里街区位于老城东南，占地0.86平方公里，现存明清院落142处。2018年以来，当地坚持“修旧如旧、以用促保”的原则，累计投入资金2.7亿元，修缮院落96处，腾退居民310户。",
        "街区保护中心主任谌若谷介绍，街区引入了第三方专业团队，建立了“政府+国企+居民”的共建机制，居民既是街区的设计者，也是受益者。街区内的书院、茶馆、手工作坊重新开张，互联网企业的年轻人也把工作室搬了进来。",
        "夜幕降临，灯笼次第亮起，青石板路上人来人往。谌若谷表示，未来将加快建设街区数字档案，推动古建数据公开，让更多的人读懂这座城市的肌理。",
    ),
)
"""Title, then paragraphs."""

COMMONER = {
    "设计者": "设计师", "解难": "解惑", "擘画": "规划", "厚植": "培植", "筹建": "创建", "落户": "落地", "倒逼": "倒闭",
    "牵头": "带头", "命脉": "命运", "腾退": "退出", "肌理": "机理", "驻点": "重点", "祎然": "伟然", "毕晟": "毕成",
    "素琴": "素芬", "谌若": "湛若", "贴息": "利息", "直提": "直接", "专班": "专题", "岸电": "充电", "踏实": "扎实",
}  # fmt: skip
ADVERBS = {"表示": ["则表示", "曾表示", "还表示"], "介绍": ["也介绍", "则介绍"], "将": ["也将", "还将"]}
TERMS = {"互联网": "网际网路", "网络": "网路", "软件": "软体", "信息": "资讯", "质量": "品质", "+": "加"}
EXTRA = (
    "值得一提的是，这一做法已在周边多个城市得到推广，并形成了可供借鉴的经验。",
    "采访中，多位从业者都提到了这样的变化：手续少了，跑腿少了，办事的速度快了。",
    "业内人士认为，产业要想走得更远，离不开持续的投入和耐心，更离不开一批愿意扎根的年轻人。",
    "据了解，相关配套政策正在抓紧制定，预计年内将陆续出台。",
)


TO_TRADITIONAL, TO_SIMPLIFIED = opencc.OpenCC("s2t"), opencc.OpenCC("t2s")


@dataclass
class Spoiled:
    """A witness: its clean text, the raw text behind it, and ``[start, end)`` of each change in the clean text."""

    article: Article
    kind: SourceKind
    changes: list[tuple[str, int, int]] = field(default_factory=list)


class Changes:
    """Replacements in a text, at most one for each stretch, some way apart."""

    def __init__(self, text: str, apart: int) -> None:
        self.text, self.apart = text, apart
        self.edits: list[tuple[int, int, str, str]] = []

    def put(self, kind: str, start: int, end: int, new: str) -> bool:
        if any(start < e + self.apart and s < end + self.apart for s, e, _, _ in self.edits):
            return False
        if "\n" in self.text[start:end]:
            return False
        self.edits.append((start, end, new, kind))
        return True

    def done(self) -> tuple[str, list[tuple[str, int, int]]]:
        parts, found, at, size = [], [], 0, 0
        for start, end, new, kind in sorted(self.edits):
            parts += [self.text[at:start], new]
            size += start - at
            found.append((kind, size, size + len(new)))
            size, at = size + len(new), end
        return "".join([*parts, self.text[at:]]), found


def ocr(text: str, file: str, rng: random.Random, share: float = 0.012) -> Spoiled:
    """Confused shapes, commoner words, lost characters and marks; half-width marks throughout."""
    changes = Changes(text, 4)
    for word, common in COMMONER.items():
        for match in re.finditer(word, text):
            if rng.random() < 0.6:
                changes.put("ocr_normalisation", *match.span(), common)
    table = _confusions()
    for i, char in enumerate(text):
        lot = rng.random()
        if lot < share * 0.5 and table.get(char):
            changes.put("ocr_shape", i, i + 1, rng.choice(table[char]))
        elif lot < share * 0.7 and char.isalnum():
            changes.put("omission", i, i + rng.randint(1, 3), "")
        elif char in "“”、。《" and rng.random() < 0.06:
            new = {"“": "", "”": "", "、": "", "。": "，", "《": "〈"}[char]
            changes.put("punctuation", i, i + 1, new)
    spoiled, found = changes.done()
    spoiled = spoiled.translate(str.maketrans("，：；？！（）", ",:;?!()"))
    return Spoiled(article(file, spoiled, spoiled), "scan", found)


def web(text: str, file: str, rng: random.Random) -> Spoiled:
    """A longer edition in traditional characters: adverbs, sentences, words of another place."""
    changes = Changes(text, 4)
    for place in re.finditer(r"(?<=。)\n|(?<=。)(?=[^”\n])", text):
        if rng.random() < 0.4:
            changes.put("edition", place.end(), place.end(), rng.choice(EXTRA))
    for word, others in ADVERBS.items():
        for match in re.finditer(word, text):
            if rng.random() < 0.3:
                changes.put("edition", *match.span(), rng.choice(others))
    for word, other in TERMS.items():
        for match in re.finditer(re.escape(word), text):
            changes.put("conversion", *match.span(), other)
    spoiled, found = changes.done()
    raw = TO_TRADITIONAL.convert(spoiled).translate(str.maketrans("“”‘’，：；", "「」『』,:;"))
    return Spoiled(article(file, raw, TO_SIMPLIFIED.convert(raw)), "html", found)


def text_layer(text: str, file: str, rng: random.Random, share: float = 0.0008) -> Spoiled:
    """A text layer is right but for a glyph without a code and a few lost characters."""
    changes = Changes(text, 4)
    for i, char in enumerate(text):
        if char.isalnum() and rng.random() < share:
            changes.put("omission", i, i + rng.randint(1, 2), "")
        elif char.isalnum() and rng.random() < share / 2:
            changes.put("ocr_shape", i, i + 1, "\ue123")
    spoiled, found = changes.done()
    return Spoiled(article(file, spoiled, spoiled), "pdf", found)


def article(file: str, raw: str, clean: str | None = None, number: int = 0) -> Article:
    """An article of a raw text with its title on the first line; ``clean`` is as long as ``raw``."""
    text = MappedText.of(raw)
    text = text.with_text(clean.translate(str.maketrans("「」『』", "“”‘’")) if clean else raw)
    parts, at = [], 0
    for turn, line in enumerate(text.text.split("\n")):
        parts.append(Part("paragraph" if turn else "title", at, at + len(line)))
        at += len(line) + 1
    return Article(file, number, "article", text, tuple(parts))
