"""Answers in a few words, in one of two languages: what an assistant reads first."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

OUTCOMES = {
    "eligible": ("符合", "eligible"),
    "needs_review": ("待人工认定", "needs review by a person"),
    "unknown": ("待补充", "unknown"),
    "ineligible": ("不符合", "not eligible"),
}
VERDICTS = {
    "met": ("满足", "met"),
    "not_met": ("不满足", "not met"),
    "unknown": ("未知", "unknown"),
    None: ("由人认定", "a person decides"),
}
STATUSES = {
    "in_force": ("执行中", "in force"),
    "to_come": ("尚未执行", "not yet in force"),
    "ended": ("已停止执行", "ended"),
    "replaced": ("已被取代", "replaced"),
}


def measures(answer: dict[str, Any], lang: str) -> str:
    lines = [
        f"{each['id']}  {each['title'][lang]} · {each['level'][lang]} · {_of(STATUSES, each['status'], lang)}"
        for each in answer["measures"]
    ]
    total, shown = answer["total"], len(answer["measures"])
    head = {
        "zh": f"截至{answer['as_of']}，共{total}项措施",
        "en": f"As of {answer['as_of']}: {total} measures",
    }[lang]
    if shown < total:
        head += {"zh": f"，列出前{shown}项", "en": f", the first {shown}"}[lang]
    return "\n".join([head + _colon(lang).rstrip(), *lines])


def fields(answer: dict[str, Any], lang: str) -> str:
    lines = []
    for each in answer["fields"]:
        form = ", ".join(filter(None, (each["type"], each["unit"], each["codes"])))
        lines.append(
            f"{each['name']} ({each['en']}): {form}" if lang == "en" else f"{each['name']}（{form}）"
        )
    head = {"zh": f"共{answer['total']}个字段", "en": f"{answer['total']} fields"}[lang]
    return "\n".join([head + _colon(lang).rstrip(), *lines])


def decisions(answer: dict[str, Any], lang: str) -> str:
    lines = [{"zh": f"截至{answer['as_of']}：", "en": f"As of {answer['as_of']}:"}[lang]]
    for outcome in OUTCOMES:
        found = [each for each in answer["decisions"] if each["outcome"] == outcome]
        if found:
            lines.append(f"{_of(OUTCOMES, outcome, lang)} {len(found)}")
        lines += [
            _decision(each, lang)
            for each in found
            if outcome != "ineligible" or len(answer["decisions"]) == 1
        ]
    best = answer["best"]
    if best["chosen"]:
        money = yuan(best["amount_yuan"], lang)
        count = len(best["chosen"])
        lines.append(
            {
                "zh": f"最优合法组合：{count}项，{money}",
                "en": f"Best lawful combination: {count} measures, {money}",
            }[lang]
        )
    return "\n".join(lines)


def explanation(answer: dict[str, Any], lang: str) -> str:
    lines = [
        f"{answer['title'][lang]} ({answer['measure']}){_colon(lang)}{_of(OUTCOMES, answer['outcome'], lang)}"
    ]
    for each in answer["criteria"]:
        lines.append(
            f"- {each['label'][lang]}{_colon(lang)}{_of(VERDICTS, each['verdict'], lang)} [{each['cite']}]"
        )
        lines += [f"  {lack[lang]}" for lack in each["shortfall"]]
    if answer["missing"]:
        lines.append(f"{'缺' if lang == 'zh' else 'missing'}{_colon(lang)}{_listed(answer['missing'], lang)}")
    if answer["amount_yuan"] is not None:
        lines.append(
            f"{'金额' if lang == 'zh' else 'amount'}{_colon(lang)}{yuan(answer['amount_yuan'], lang)}"
        )
    for number, way in enumerate(answer["ways"], 1):
        lines.append(f"{'办法' if lang == 'zh' else 'way'} {number}{_colon(lang)}{way[lang]}")
    lines += [f"✗ {each[lang]}" for each in answer["obstacles"]]
    return "\n".join(lines)


def questions(answer: dict[str, Any], lang: str) -> str:
    if not answer["questions"]:
        return {"zh": "没有待补的信息。", "en": "Nothing is open."}[lang]
    lines = []
    for number, each in enumerate(answer["questions"], 1):
        waits = len(each["measures"])
        why = {"zh": f"{waits}项措施在等它", "en": f"{waits} measures wait for it"}[lang]
        lines.append(f"{number}. {each['question'][lang]} ({each['field']}; {why})")
    return "\n".join(lines)


def citation(answer: dict[str, Any], lang: str) -> str:
    source = answer["source"]
    facts = [source["document"], source["number"], source["issuer"], source["date"], source["url"]]
    lines = [f"{answer['title'][lang]} ({answer['measure']})", " · ".join(filter(None, facts))]
    for each in answer["criteria"]:
        rule = f"{_colon(lang)}{each['rule'][lang]}" if each["rule"] else ""
        lines.append(f"- {each['label'][lang]}{rule} [{each['cite']}]")
    lines += [f"- {each['title'][lang]}" for each in answer["gives"]]
    if not answer["criteria"] and not answer["gives"]:
        lines.append({"zh": "该措施中没有这个数字。", "en": "The measure has no such number."}[lang])
    return "\n".join(lines)


def yuan(amount: str, lang: str) -> str:
    value = Decimal(amount)
    return f"{value:,.2f}元" if lang == "zh" else f"CNY {value:,.2f}"


def _decision(decision: dict[str, Any], lang: str) -> str:
    line = f"  {decision['measure']}  {decision['title'][lang]}"
    if decision["amount_yuan"] is not None:
        line += f" · {yuan(decision['amount_yuan'], lang)}"
    if decision["missing"]:
        line += f" · {'缺' if lang == 'zh' else 'missing:'} {_listed(decision['missing'], lang)}"
    if decision["not_met"]:
        failed = _listed([each[lang] for each in decision["not_met"]], lang)
        line += f" · {'未满足' if lang == 'zh' else 'not met'}{_colon(lang)}{failed}"
    return line


def _listed(items: list[str], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(items)


def _of(names: Any, key: str | None, lang: str) -> str:
    return str(names[key][lang == "en"])


def _colon(lang: str) -> str:
    return "：" if lang == "zh" else ": "
