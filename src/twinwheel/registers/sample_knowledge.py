"""What the sample knows of the world: which fields go together, by name. Data; nothing here is needed by a pack.

A field that is named here follows from a few hidden variables (an enterprise's size, age and technology),
so that a big enterprise has many people *and* much revenue. Every other field is drawn from its type, its
domain and its code list alone. No zone, park or threshold is named.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]
Draw = Callable[["Enterprise"], npt.NDArray[np.generic]]

SECTORS = {
    "信息传输软件和信息技术服务业": (0.36, 0.62, 1.0),
    "科学研究和技术服务业": (0.22, 0.58, 0.25),
    "制造业": (0.13, 0.45, 0.1),
    "批发和零售业": (0.10, 0.12, 0.02),
    "租赁和商务服务业": (0.08, 0.15, 0.05),
    "文化、体育和娱乐业": (0.04, 0.2, 0.1),
    "建筑业": (0.03, 0.15, 0.02),
    "卫生和社会工作": (0.02, 0.3, 0.02),
    "教育": (0.02, 0.2, 0.1),
}
"""Section of GB/T 4754: share of enterprises, mean technology intensity (0-1), share that sells software."""

ALWAYS = (
    "主体类型", "注册省市", "注册区", "所在功能区", "成立日期", "注册资本", "行业门类", "产业领域", "从业人数", "营业收入",
    "资产总额", "有效资质",
)  # fmt: skip
"""Identity every register has, whether a measure asks for it or not."""


@dataclass
class Enterprise:
    """Hidden variables of a block of enterprises, one element each. Money in 万元, age in days."""

    rng: Callable[[str], np.random.Generator]
    n: int

    def __post_init__(self) -> None:
        n, rng = self.n, self.rng("hidden")
        shares = np.array([share for share, _, _ in SECTORS.values()])
        self.sector = rng.choice(len(SECTORS), n, p=shares / shares.sum())
        means = np.array([mean for _, mean, _ in SECTORS.values()])[self.sector]
        self.tech = rng.beta(5 * means, 5 * (1 - means))
        self.age = np.clip(rng.gamma(1.5, 1700, n), 15, 15_000).astype(np.int64)
        self.years = self.age / 365.25
        size = rng.normal(0, 1, n) + 0.25 * np.log1p(self.years)
        self.staff = np.clip(np.exp(2.3 + 1.35 * size), 1, 80_000).astype(np.int64)
        self.revenue = self.staff * np.exp(rng.normal(3.7, 0.8, n)) * (rng.random(n) > 0.06)
        self.assets = (self.revenue + 5 * self.staff) * np.exp(rng.normal(0.0, 0.7, n))
        self.growth = np.clip(rng.normal(0.06 + 0.2 * self.tech, 0.3, n), -0.9, 5)
        self.rd_ratio = np.clip(0.45 * self.tech**2.2 * np.exp(rng.normal(0, 0.5, n)), 0, 0.9)
        self.rd = np.where(self.revenue > 0, self.revenue * self.rd_ratio, self.staff * 12 * self.tech)
        self.rd_before = self.rd / (1 + self.growth)
        self.profit = self.revenue * rng.normal(0.07, 0.12, n)
        self.patents = rng.poisson(
            np.minimum(1.6 * self.tech**1.5 * np.sqrt(self.staff) * np.minimum(self.years, 8) / 3, 500)
        )
        self.first_class = rng.binomial(self.patents, 0.35)
        self.sells_software = (
            rng.random(n) < np.array([share for _, _, share in SECTORS.values()])[self.sector]
        )
        self.funding = np.where(rng.random(n) < 0.35 * self.tech, np.exp(rng.normal(7, 1.2, n)), 0.0)
        self._titles()

    def _titles(self) -> None:
        """The ladder: each step asks for the one below."""
        chance = self.rng("titles").random((6, self.n))
        small = (self.staff <= 500) & (self.revenue <= 20_000) & (self.assets <= 20_000)
        able = (self.rd_ratio >= 0.03) & (self.patents >= 1)
        self.high_tech = able & (self.years >= 1) & (self.tech > 0.4) & (chance[0] < 0.75)
        self.tech_small = small & (self.tech > 0.35) & (chance[1] < 0.6)
        self.innovative = (self.high_tech | self.tech_small) & (self.revenue <= 40_000) & (chance[2] < 0.45)
        self.refined = self.innovative & (self.years >= 2) & (self.rd >= 100) & (chance[3] < 0.5)
        self.little_giant = self.refined & (self.years >= 3) & (self.revenue >= 5_000) & (chance[4] < 0.3)
        self.gazelle = self.high_tech & (self.growth > 0.3) & (self.revenue >= 1_000) & (chance[5] < 0.4)

    def noise(self, name: str, spread: float) -> Numbers:
        return self.rng(name).normal(0, spread, self.n)

    def share(self, name: str, base: float, slope: float, spread: float = 0.12) -> Numbers:
        """A share of 1 that grows with technology."""
        return np.asarray(np.clip(base + slope * self.tech + self.noise(name, spread), 0, 1))

    def some(self, name: str, share: float, low: float, high: float) -> Numbers:
        """Between low and high for a share of the enterprises, 0 for the others."""
        rng = self.rng(name)
        return np.where(rng.random(self.n) < share, rng.uniform(low, high, self.n), 0.0)


def _ratio(part: Numbers, whole: Numbers) -> Numbers:
    return np.asarray(np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0))


NUMBERS: dict[str, Draw] = {
    "从业人数": lambda e: e.staff,
    "营业收入": lambda e: e.revenue,
    "销售收入": lambda e: e.revenue,
    "最近一年销售收入": lambda e: e.revenue,
    "资产总额": lambda e: e.assets,
    "应纳税所得额": lambda e: e.profit,
    "注册资本": lambda e: np.maximum(10, np.round(e.staff * np.exp(e.noise("注册资本", 1.0)) * 8, -1)),
    "主营业务收入占比": lambda e: e.share("主营业务收入占比", 0.75, 0.15),
    "近两年主营业务收入平均增长率": lambda e: e.growth + e.noise("近两年主营业务收入平均增长率", 0.03),
    "近两年营业收入复合增长率": lambda e: e.growth,
    "资产负债率": lambda e: np.clip(e.rng("资产负债率").beta(2, 3, e.n) * 1.15, 0, None),
    "近两年新增股权融资": lambda e: e.funding,
    "近三年新增股权融资": lambda e: e.funding * (1 + e.rng("近三年新增股权融资").random(e.n)),
    "研发费用": lambda e: e.rd,
    "近两年研发费用合计": lambda e: e.rd + e.rd_before,
    "近两年年均研发费用": lambda e: (e.rd + e.rd_before) / 2,
    "研发费用占销售收入比": lambda e: _ratio(e.rd, e.revenue),
    "研发费用占营业收入比": lambda e: _ratio(e.rd, e.revenue),
    "研发费用占成本费用比": lambda e: np.clip(_ratio(e.rd, np.maximum(e.revenue - e.profit, 1)), 0, 1),
    "境内研发费用占比": lambda e: e.share("境内研发费用占比", 0.85, 0.1),
    "科技人员占比": lambda e: e.share("科技人员占比", 0.02, 0.6),
    "研发人员占比": lambda e: e.share("研发人员占比", 0.0, 0.55),
    "本科以上职工占比": lambda e: e.share("本科以上职工占比", 0.3, 0.5),
    "大专以上职工占比": lambda e: e.share("大专以上职工占比", 0.5, 0.45),
    "高新收入占比": lambda e: e.share("高新收入占比", 0.2, 0.9),
    "高企创新能力评分": lambda e: np.round(100 * e.share("高企创新能力评分", 0.35, 0.6)),
    "创新型评价得分": lambda e: np.round(100 * e.share("创新型评价得分", 0.3, 0.6)),
    "专精特新评价得分": lambda e: np.round(100 * e.share("专精特新评价得分", 0.25, 0.6)),
    "I类知识产权数": lambda e: e.first_class,
    "II类知识产权数": lambda e: (
        e.patents - e.first_class + e.rng("II类知识产权数").poisson(6 * e.sells_software * e.tech)
    ),
    "授权知识产权数": lambda e: e.patents,
    "软件著作权数": lambda e: e.rng("软件著作权数").poisson(1 + 14 * e.sells_software * e.tech),
    "细分市场年限": lambda e: np.floor(e.years * e.rng("细分市场年限").beta(4, 2, e.n)),
    "细分市场占有率": lambda e: e.rng("细分市场占有率").beta(1.2, 12, e.n),
    "软件开发收入占比": lambda e: e.sells_software * e.share("软件开发收入占比", 0.45, 0.4),
    "自主软件收入占比": lambda e: e.sells_software * e.share("自主软件收入占比", 0.3, 0.4),
    "软件产品销售额": lambda e: e.sells_software * e.revenue * e.share("软件产品销售额", 0.3, 0.3),
    "软件产品增值税应纳税额": lambda e: (
        e.sells_software * e.revenue * e.share("软件产品销售额", 0.3, 0.3) * 0.09
    ),
    "集成电路设计收入占比": lambda e: e.some("集成电路", 0.03, 0.4, 1.0),
    "自主设计收入占比": lambda e: e.some("集成电路", 0.03, 0.4, 1.0) * 0.85,
    "技术先进型服务收入占比": lambda e: e.some("技术先进型服务", 0.06, 0.2, 0.9),
    "离岸服务外包收入占比": lambda e: e.some("技术先进型服务", 0.06, 0.2, 0.9) * 0.7,
}
"""Numbers of an enterprise. Rounding and the field's own domain come after."""

DATES: dict[str, Draw] = {"成立日期": lambda e: e.age}
"""Days before the day of the sample."""

TITLES: dict[str, Draw] = {
    "高新技术企业": lambda e: e.high_tech,
    "科技型中小企业": lambda e: e.tech_small,
    "创新型中小企业": lambda e: e.innovative,
    "科技和创新型中小企业": lambda e: e.tech_small & e.innovative,
    "专精特新中小企业": lambda e: e.refined,
    "专精特新小巨人企业": lambda e: e.little_giant,
    "瞪羚企业": lambda e: e.gazelle,
    "独角兽企业": lambda e: e.gazelle & (e.funding > 20_000),
    "软件企业": lambda e: e.high_tech & e.sells_software & (e.rng("软件企业").random(e.n) < 0.4),
    "有效高企": lambda e: e.high_tech,  # the same title as a condition for the point score to be skipped
}
"""Items of list fields that follow from the hidden variables. An item not named here is rare."""

CHANCES: dict[str, float | tuple[float, float]] = {
    "居民企业": 0.97, "民营企业": 0.85, "查账征收": 0.94, "OPC企业": 0.04, "独立法人": 0.95, "外国投资者": 0.9,
    "严重失信": 0.015, "经营异常": 0.03, "近一年重大安全质量事故或严重环境违法": 0.01,
    "国家限制和禁止行业": 0.02, "产品服务属限制淘汰类": 0.01, "列入电信业务经营失信名单": 0.01,
    "列入集成电路或工业母机企业清单": 0.01, "列入重点软件或集成电路设计清单": 0.01, "列入集成电路生产企业清单": 0.005,
    "近三年省级以上科技奖励": 0.03, "近三年创客中国全国500强": 0.01, "科技奖励或研发机构豁免": 0.04, "省部级以上研发机构": 0.04,
    "入驻OPC成长社区": 0.05, "在标杆或省部级以上孵化器在孵": 0.08, "无犯罪记录": 0.97, "入选国内人才引进计划": 0.05,
    "国际公认专业成就": 0.03, "拥有核心知识产权所有权": (0.1, 0.85), "主营业务自主知识产权": (0.1, 0.8),
    "核心技术属于国家重点支持高新领域": (0.05, 0.9), "研发机构": (0.0, 0.7), "自主品牌": (0.2, 0.4),
    "管理体系或产品认证": (0.15, 0.5), "核心业务信息系统支撑": (0.3, 0.5), "自行开发软件产品": (0.05, 0.7), "软件检测证明": (0.0, 0.5),
}  # fmt: skip
"""How often a yes-or-no field is true; (base, slope) grows with an enterprise's technology. Others: 0.3."""

WEIGHTS: dict[str, dict[str, float]] = {
    "主体类型": {"公司": 92, "合伙企业": 4, "个人独资企业": 2, "个体工商户": 2},
    "增值税纳税人类型": {"一般纳税人": 60, "小规模纳税人": 40},
    "上市状态": {"非上市": 92, "新三板": 5, "上市": 3},
    "大模型备案状态": {"未备案": 88, "备案中": 4, "已登记": 4, "已备案": 4},
}
"""How often the values of a code field occur. Others: values that measures ask for are commoner."""

MEDIANS = {
    "万元": 200, "元": 20_000, "万美元": 300, "人": 40, "家": 12, "项": 6, "个": 12, "场": 12, "日": 120, "周": 8,
    "月": 30, "年": 4, "岁": 36, "平方米": 6_000, "倍": 3, "分": 60, "nm": 65, "P": 50, "亿": 1,
}  # fmt: skip
"""The middle of a number that is not named above, by unit."""

MIDDLES = {
    "年薪": 40, "年薪为社平工资倍数": 3, "相关工作年限": 9, "年工作月数": 11, "境外母公司总资产": 30_000, "集成电路线宽": 45,
    "经营期": 12, "欠付金额": 60, "孵化资金规模": 600, "累计毕业企业数": 25, "年典型孵化案例数": 5, "资金使用案例数": 4,
    "每名导师对应在孵企业数": 8, "日均Token调用量": 1, "认定后实付利息": 20, "实付利息": 20, "实际缴纳保费": 30,
}  # fmt: skip
"""The same by field, where the unit says too little."""
