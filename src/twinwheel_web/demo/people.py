"""One person for every role of the demo. Tests walk the same table."""

from __future__ import annotations

from typing import NamedTuple


class Person(NamedTuple):
    """``kind`` and ``organisation`` None: acts for nobody; ``role`` is that of the membership."""

    username: str
    zh: str
    en: str
    kind: str | None = None
    organisation: str = ""
    role: str = ""
    operator: bool = False


ZONE = "示范片区管理委员会"
OPERATING = "示范园区运营有限公司"
DEVELOPING = "示范园区开发有限公司"
DEPARTMENT = "示范区科技主管部门"
BANK = "示范银行科技支行"
AGENT = "示范企业服务事务所"

PEOPLE = (
    Person("enterprise-manager", "企业·负责人", "Enterprise: manager", "enterprise", "1", "manager"),
    Person("enterprise-officer", "企业·经办人", "Enterprise: clerk", "enterprise", "1", "officer"),
    Person(
        "other-enterprise", "另一家企业·经办人", "Another enterprise: clerk", "enterprise", "2", "officer"
    ),
    Person("agent", "受托代办机构", "Agent an enterprise delegated to", "enterprise", AGENT, "officer"),
    Person(
        "zone-officer",
        "管委会·名册专员",
        "Zone administration: register officer",
        "administration",
        ZONE,
        "officer",
    ),
    Person(
        "zone-analyst",
        "管委会·政策分析",
        "Zone administration: policy analyst",
        "administration",
        ZONE,
        "analyst",
    ),
    Person(
        "zone-reviewer",
        "管委会·文件审读",
        "Zone administration: document reviewer",
        "administration",
        ZONE,
        "reviewer",
    ),
    Person(
        "zone-manager", "管委会·负责人", "Zone administration: manager", "administration", ZONE, "manager"
    ),
    Person("department-officer", "部门·经办", "Department: officer", "department", DEPARTMENT, "officer"),
    Person("department-reviewer", "部门·审读", "Department: reviewer", "department", DEPARTMENT, "reviewer"),
    Person(
        "operating-officer", "运营公司·专员", "Operating company: officer", "operating", OPERATING, "officer"
    ),
    Person(
        "developing-officer",
        "开发企业·专员",
        "Developing company: officer",
        "developing",
        DEVELOPING,
        "officer",
    ),
    Person("bank-officer", "银行·客户经理", "Bank: officer", "bank", BANK, "officer"),
    Person("person", "未加入机构的个人", "A person who acts for nobody"),
    Person("operator", "系统管理员", "Operator of the portal", operator=True),
)
"""``organisation`` of an enterprise: the number of its subject in the sample register, or the name of one without."""

SEES = {
    "zone-officer": (
        "名册、导入、每个值的来历、重复企业",
        "the register, imports, where each value is from, duplicates",
    ),
    "zone-analyst": (
        "试算：移动一个门槛，看覆盖、预算、受益与受损",
        "the sandbox: move a threshold, see reach, budget, winners and losers",
    ),
    "zone-reviewer": (
        "文件：各篇、异文和事实，采纳、更正、否决",
        "documents: articles, variants and facts; accept, correct, reject",
    ),
    "zone-manager": (
        "以上全部，以及本机构的成员和接口密钥",
        "all of these, and the members and API keys of the administration",
    ),
    "department-officer": ("上传文件", "documents to read"),
    "department-reviewer": ("审读文件", "documents to review"),
    "operating-officer": (
        "名册浏览，查看企业会留下记录",
        "the register; who looks at an enterprise is noted",
    ),
    "developing-officer": (
        "名册浏览，查看企业会留下记录",
        "the register; who looks at an enterprise is noted",
    ),
    "bank-officer": ("公开页面（确权融资后续推出）", "the public pages, until receivables come"),
    "enterprise-manager": (
        "能享受什么、成员、委托、谁查看过本企业",
        "what it can get, members, delegation, who looked",
    ),
    "enterprise-officer": (
        "能享受什么、问答、试算、提醒、导出",
        "what it can get, questions, what if, alerts, exports",
    ),
    "other-enterprise": ("另一家企业的同样页面", "the same pages for another enterprise"),
    "agent": ("受委托企业的页面", "the pages of the enterprise that delegated"),
    "person": ("公开页面和本人账号", "the public pages and one's own account"),
    "operator": (
        "账号、日志、管理后台、代入支持",
        "accounts, logs, the console, support in somebody's place",
    ),
}
"""What to look at as that person, Chinese and English."""
