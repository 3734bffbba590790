"""Atoms put together: alternatives, lists, negations that reach over a list, descriptions with their head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from twinwheel.criteria import tree
from twinwheel.reading.drafts.atoms import Atom, Join
from twinwheel.reading.drafts.cutting import all_of, any_of, joiner


@dataclass(frozen=True)
class Part:
    """One condition of a piece: ``[start, end)`` of its text in one spelling. No node: not understood."""

    start: int
    end: int
    node: tree.Node | None


def parts(atoms: Sequence[Atom], text: str) -> list[Part]:
    """The conditions of a piece, joined by AND. What hangs together by OR, or cannot be told apart, is one."""
    whole = [Part(0, len(text), None)] if text else []
    atoms = _beside_anybody(atoms, text)
    if _one_is_strange(atoms, text):
        return whole
    branches = [_conjoined(branch, text) for branch in _branches(_spread(_merged(atoms), text))]
    branches = [each for each in branches if each]
    if not branches:
        return whole
    if len(branches) == 1:
        found = branches[0]
    else:
        nodes = [[each.node for each in branch if each.node is not None] for branch in branches]
        if any(len(some) < len(branch) for some, branch in zip(nodes, branches, strict=True)):
            return whole
        found = [Part(branches[0][0].start, branches[-1][-1].end, any_of([all_of(each) for each in nodes]))]
    if any(each.start < 0 for each in found):
        return whole
    first = found[0]
    if re.fullmatch(joiner(), text[: first.start]):
        found[0] = Part(0, first.end, first.node)
    return found


_SORT = re.compile(
    r"(?:企业|机构|组织|团体|院校|大学|院所|高校|单位|平台|载体|空间|孵化器|科技园|园区|团队|联盟|协会|合作社|工商户|实验室|中心)$"
)
_SORT_FIRST = re.compile(
    r"(?:[^、和及与或的]{0,10}?(?:企业|机构|院所|高校|平台|载体|空间|孵化器|科技园|园区|团队|联盟|协会|合作社|工商户|实验室))"
)


def _one_is_strange(atoms: Sequence[Atom], text: str) -> bool:
    """骨干企业和研制染料的科研院所, 孵化器、创客工坊: where one sort of a list is not known, the other shuts it out."""
    for place, (before, each) in enumerate(pairwise(atoms)):
        if each.join not in ("list", "with") or not _SORT.search(text[: before.end]):
            continue
        if not (_SORT.search(text.rstrip("等")) or _SORT_FIRST.match(text, each.start)):
            continue
        named = [one for one in atoms[place:] if not one.filler and not ANYBODY.search(text[: one.end])]
        sorts = [one for one in named if one.node and _SORT.search(text[one.start : one.end])]
        if sorts and any(one.node is None for one in named):
            return True
    return False


ANYBODY = re.compile(r"(?:^|[的、和及与或])(?:各类|其他)?(?:企业|公司|单位|市场主体)$")
"""Words for an applicant of any sort."""


def _beside_anybody(atoms: Sequence[Atom], text: str) -> list[Atom]:
    """企业、事业单位或社会团体: beside 企业, which may be anything, the other sorts shut nobody out."""
    found: list[Atom] = []
    open_ = False
    for each in atoms:
        listed = each.join in ("list", "with", "or")
        if open_ and listed and _listing(each.node) is not None and _SORT.search(text[each.start : each.end]):
            before = found[-1].node if found else None
            each = replace(each, node=None, join="has" if before is not None else each.join)
        else:
            open_ = ANYBODY.search(text[: each.end]) is not None
        found.append(each)
    return found


def _branches(atoms: Sequence[Atom]) -> list[list[Atom]]:
    """Cut where 或 joins two whole descriptions: …的企业或…的企业."""
    found: list[list[Atom]] = [[]]
    for place, each in enumerate(atoms):
        if place and each.join == "or" and atoms[place - 1].filler:
            found.append([])
        found[-1].append(each)
    return found


def _conjoined(atoms: Sequence[Atom], text: str) -> list[Part]:
    """The conditions of one description. Its qualities (…的) and its head hold together; each may be a choice."""
    solid = [each for each in _weighed(atoms) if not each.filler]
    if not solid:
        return []
    head = solid[-1]
    beside = len(solid) > 1 and solid[1].join == "with" and not _ENTITY.search(text)
    if beside and isinstance(solid[0].node, tree.Name) and all(each.node is None for each in solid[1:]):
        rest = Part(solid[1].start, head.end, None)  # 独立法人资格和健全的制度: two things one has
        return [Part(solid[0].start, solid[0].end, solid[0].node), rest]
    if head.node is None and head.join == "of":
        words = text[head.start : head.end]
        if (_ENTITY.fullmatch(words) or _a_loan(words, text)) and len(solid) > 1:
            solid.pop()  # 企业, 孵化载体, 项目: whoever applies
        elif not _ENTITY.search(words):
            return [Part(-1, -1, None)]  # what is said of it may not hold for the subject
    runs: list[list[Atom]] = [[]]
    for place, each in enumerate(solid):
        if place and each.join in ("of", "has"):
            runs.append([])
        runs[-1].append(each)
    found: list[Part] = []
    for run in runs:
        for part in _chosen(run, text):
            if part.node is None and found and found[-1].node is None:
                found[-1] = Part(found[-1].start, part.end, None)
            else:
                found.append(part)
    return found


_ENTITY = re.compile(
    r"(?:(?:申报|申请|相关|有关|各类|上述|区内|市内|科技|创新|在孵|符合条件|创业投资|股权投资|创投|投资)?(?:企业|单位|机构|载体|孵化载体|孵化器|项目|人员|人才|团队|主体|产品|货物|数据|数据集|品种|个人|中心|平台|园区|申请人|申请者|法人|组织|投资者|运营机构|业务|创业团队|大学科技园|众创空间|居民|银行贷款|贷款|解决方案|方案|服务商|供应商))$"
)
"""What a description may end in without saying more than who applies."""


def _a_loan(words: str, text: str) -> bool:
    """What is told of 贷款 is told of who borrows; that it is the first is more than that."""
    return words in ("贷款", "银行贷款") and re.search(r"首次|首笔|首贷|新增", text) is None


def _weighed(atoms: Sequence[Atom]) -> list[Atom]:
    """A dull word alone says nothing; one beside an alternative says something that is not understood."""
    found = []
    for place, each in enumerate(atoms):
        after = atoms[place + 1].join if place + 1 < len(atoms) else "and"
        if each.dull and after in ("or", "with", "list"):
            each = replace(each, node=None)
        found.append(replace(each, filler=True) if each.dull and each.node is not None else each)
    return found


def _chosen(run: Sequence[Atom], text: str) -> list[Part]:
    """One part for each atom, or one for all where they are alternatives."""
    if _mixed(run):
        return [Part(run[0].start, run[-1].end, None)]
    settled = _kinds(_settled(_half_listed(run)), text)
    alternatives: list[list[Atom]] = [[]]
    for place, each in enumerate(settled):
        if place and each.join == "or":
            alternatives.append([])
        alternatives[-1].append(each)
    if len(alternatives) == 1:
        return [Part(each.start, each.end, each.node) for each in settled]
    start, end = settled[0].start, settled[-1].end
    if any(each.node is None for each in settled):
        return [Part(start, end, None)]
    joined = [all_of([each.node for each in branch if each.node]) for branch in alternatives]
    return [Part(start, end, any_of(joined))]


def _mixed(run: Sequence[Atom]) -> bool:
    """甲或乙、丙: whether 丙 is one more choice or one more condition cannot be told."""
    joins = [each.join for each in run[1:]]
    if "or" not in joins or joins[-1] != "list":
        return False
    return joins.index("or") < len(joins) - 1 and "with" not in joins


def _half_listed(run: Sequence[Atom]) -> Sequence[Atom]:
    """甲类、乙类和某类: where one name of a list is not known, the others alone would shut out whoever it names."""
    names = [each for each in run if each.node is not None and _listing(each.node) is not None]
    strange = [each for each in run[1:] if each.node is None and each.join in ("list", "with", "or")]
    if run and run[0].node is None and len(run) > 1 and run[1].join in ("list", "with", "or"):
        strange.append(run[0])
    if not names or not any(each.end - each.start <= MAX_NAME for each in strange):
        return run
    many = [each for each in names if len((_listing(each.node) or ((), ()))[1]) > 1 or each.join == "list"]
    return [replace(each, node=None) if each in many else each for each in run] if many else run


MAX_NAME = 12
"""Characters of what may be a name in a list; longer, it is another condition."""


def _merged(atoms: Sequence[Atom]) -> list[Atom]:
    """Members of one list are one condition: 中型、小型企业."""
    found: list[Atom] = []
    for each in atoms:
        before = found[-1] if found else None
        joined = (
            _one_of(before.node, each.node)
            if before and before.node and each.node and each.join not in ("of", "has")
            else None
        )
        if before and joined is not None:
            found[-1] = replace(before, end=each.end, node=joined, context=each.context, dull=False)
        else:
            found.append(each)
    return found


def _one_of(one: tree.Node, other: tree.Node) -> tree.Node | None:
    """A test of a code field for the values of both tests; None where they test different things."""
    if isinstance(one, tree.Not) and isinstance(other, tree.Not):
        inner = _one_of(one.operand, other.operand)
        return tree.Not(inner) if inner is not None else None
    if isinstance(one, tree.Not):  # 不属于甲、乙: the 不 is said of both
        inner = _one_of(one.operand, other)
        return tree.Not(inner) if inner is not None else None
    if isinstance(one, tree.And):  # 北京市海淀区、昌平区: the list goes on with what was said last
        last = _one_of(one.items[-1], other)
        return tree.And((*one.items[:-1], last)) if last is not None else None
    first, second = _listing(one), _listing(other)
    if first is None or second is None or first[0] != second[0]:
        return None
    values = tuple(dict.fromkeys((*first[1], *second[1])))
    if isinstance(one, tree.Has):
        return tree.Has(first[0], "any", values)
    return tree.In(first[0], values)


def _listing(node: tree.Node | None) -> tuple[tree.Node, tuple[tree.Node, ...]] | None:
    match node:
        case tree.Compare("=", operand, tree.Literal(str()) as value):
            return operand, (value,)
        case tree.In(operand, values) | tree.Has(operand, "any", values):
            return operand, values
    return None


_SHUNNED = re.compile(r"(?:名单|名录|行为|情形|记录|事故|处罚|行业|信息|数据|关税|退税|争议|类)$")


_ANEW = re.compile(r"^[、，,]?(?:且|并|同时|但)|已(?:经)?(?:列入|纳入|取得|完成|获)")
"""不用于销售、且企业已列入名单: what says anew that it is so is not denied with what stands before."""


def _spread(atoms: Sequence[Atom], text: str) -> list[Atom]:
    """未列入甲和乙: the 未 is said of both. Behind a 、 only of what nobody wants: 未列入甲名单、为居民企业 says two things."""
    found: list[Atom] = []
    for place, each in enumerate(atoms):
        before = found[-1].node if found else None
        denied = isinstance(before, tree.Not) and isinstance(before.operand, tree.Name)
        goes_on = place == 0 or not _ANEW.search(text[atoms[place - 1].end : each.end])
        joined = each.join in ("with", "or") or (
            each.join == "list" and _SHUNNED.search(text[each.start : each.end]) is not None
        )
        if denied and joined and goes_on and isinstance(each.node, tree.Name):
            each = replace(each, node=tree.Not(each.node), join="and")
        found.append(each)
    return found


def _settled(atoms: Sequence[Atom]) -> list[Atom]:
    """、 means what the next joiner of the list says."""
    found: list[Atom] = []
    says: Join = "and"
    for each in reversed(atoms):
        if each.join == "list":
            each = replace(each, join=says)
        else:
            says = each.join if each.join not in ("of", "has") else "and"
        found.append(each)
    return found[::-1]


_KIND = re.compile(r"(?:企业|纳税人|工商户|公司|机构|单位|户|团队|孵化器|科技园|空间)$")


def _kinds(atoms: Sequence[Atom], text: str) -> Sequence[Atom]:
    """A list of kinds of subjects means any of them: 小规模纳税人、小型微利企业和个体工商户."""
    listed = all(each.join in ("with", "list", "or") for each in atoms[1:])
    kinds = all(_KIND.search(text[each.start : each.end]) for each in atoms)
    if len(atoms) > 1 and listed and kinds and not any(isinstance(each.node, tree.Not) for each in atoms):
        return [replace(each, join="or") for each in atoms]
    return atoms
