"""What ``twinwheel try`` prints."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twinwheel.matching.sandbox.sweep import Curve
    from twinwheel.matching.sandbox.tried import Found, Tried

SHOWN = 6  # rows of each table on the terminal; the page has all
WIDTH = 100  # of the tables, on every terminal
POINTS = 13  # rows of a sweep on the terminal


class Printer:
    """The result on the terminal: a few lines and small tables for each measure."""

    def __init__(self, console: Any, result: Tried, lang: str) -> None:
        self.console = console
        self.result = result
        self.lang = lang

    def say(self, zh: str, en: str, **style: Any) -> None:
        self.console.print(zh if self.lang == "zh" else en, markup=False, **style)

    def all(self) -> None:
        for id in self.result.effects.unchanged:
            self.say(f"{id}：与现行规定相同，没有变化", f"{id}: means what it means today; nothing changes")
        for each in self.result.measures:
            self.measure(each)
        if not self.result.measures and not self.result.curves and not self.result.effects.unchanged:
            self.say("没有措施发生变化。", "No measure changes.")
        self.lawful()
        for curve in self.result.curves:
            self.curve(curve)

    def measure(self, each: Found) -> None:
        from twinwheel.matching.bits.kernel import count

        effect = each.effect
        self.console.print(getattr(each.title, self.lang), effect.id, style="bold", markup=False)
        for part in each.wording:
            texts = [getattr(text, self.lang) if text else "–" for text in (part.before, part.after)]
            self.console.print(f"  {getattr(part.part, self.lang)}", markup=False)
            for mark, text in zip("−+", texts, strict=True):
                self.console.print(f"    {mark} {text}", markup=False)
        self.outcomes(each)
        gained, more, lost, less = (
            count(bits) for bits in (effect.gained, effect.more, effect.lost, effect.less)
        )
        self.say(
            f"  受益 {effect.winners:,}（新符合 {gained:,}，金额增加 {more:,}）；受损 {effect.losers:,}（不再符合 {lost:,}，金额减少 {less:,}）",
            f"  winners {effect.winners:,} ({gained:,} newly, {more:,} with more money); "
            f"losers {effect.losers:,} ({lost:,} no longer, {less:,} with less money)",
        )
        costs = [
            (zh, en, value)
            for zh, en, value in (
                ("每个符合对象", "per subject reached", each.per_reached),
                ("每个新增对象", "per additional one", each.per_additional),
            )
            if value is not None
        ]
        if costs:
            self.say(
                "  " + "；".join(f"{zh} {value:,.2f} 元" for zh, _, value in costs),
                "  " + "; ".join(f"{en} CNY {value:,.2f}" for _, en, value in costs),
            )
        self.places(each)
        self.near(each)
        self.overlaps(each)

    def table(self, *headings: tuple[str, str]) -> Any:
        from rich.table import Table

        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 2))
        for place, pair in enumerate(headings):
            heading = pair[self.lang == "en"]
            if place:
                table.add_column(heading, justify="right", no_wrap=True)
            else:
                table.add_column(heading, overflow="ellipsis", no_wrap=True, max_width=44)
        return table

    def outcomes(self, each: Found) -> None:
        from twinwheel.reports.words import OUTCOMES

        before, after = each.effect.before, each.effect.after
        table = self.table(("", ""), ("现行", "now"), ("试算", "tried"), ("变化", "change"))
        for outcome, number in after.outcomes.items():
            if number or before.outcomes[outcome]:
                was = before.outcomes[outcome]
                name = getattr(OUTCOMES[outcome], self.lang)
                table.add_row(name, f"{was:,}", f"{number:,}", _signed(number - was))
        if before.budget or after.budget:
            for name, key in (
                (("已知金额", "known, CNY"), "known"),
                (("预算下限", "lower bound, CNY"), "low"),
                (("预算上限", "upper bound, CNY"), "high"),
            ):
                pair = [
                    None if side.budget is None else getattr(side.budget, key) for side in (before, after)
                ]
                cells = [
                    self.money(value, side.budget) for value, side in zip(pair, (before, after), strict=True)
                ]
                old, new = pair
                change = "" if old is None or new is None else self.yuan(new - old, sign="+")
                table.add_row(name[self.lang == "en"], *cells, change)
        self.console.print(table)
        unbounded = [0 if side.budget is None else side.budget.unbounded for side in (before, after)]
        if any(unbounded):
            self.say(
                f"  没有已知上限：现行 {unbounded[0]:,} 户、试算 {unbounded[1]:,} 户的金额没有上限可依",
                f"  no upper bound known: nothing bounds the amounts of {unbounded[0]:,} now and {unbounded[1]:,} as tried",
            )

    def money(self, fen: int | None, budget: Any) -> str:
        if fen is not None:
            return self.yuan(fen)
        if budget is None:
            return "–"
        return "无已知上限" if self.lang == "zh" else "none known"

    def yuan(self, fen: int, sign: str = "") -> str:
        yuan = Decimal(fen).scaleb(-2)
        return f"{yuan:{sign},.2f}" + (" 元" if self.lang == "zh" else "")

    def places(self, each: Found) -> None:
        from twinwheel.matching.breakdown import NOT_FILED
        from twinwheel.reports.tried_measure import division_title, value_words

        for division, shares in zip(self.result.sandbox.divisions, each.effect.shares, strict=True):
            moved = sorted(
                (share for share in shares if share.gained or share.lost),
                key=lambda share: -(share.gained + share.lost),
            )
            if not moved or all(share.value is NOT_FILED for share in moved):
                continue
            title = division_title(self.result, division)
            table = self.table(
                title, ("现行", "now"), ("试算", "tried"), ("新符合", "new"), ("不再符合", "lost")
            )
            for share in moved[:SHOWN]:
                name = getattr(value_words(self.result, division, share.value), self.lang)
                counts = (share.before, share.after, share.gained, share.lost)
                table.add_row(name, *(f"{number:,}" for number in counts))
            self.console.print(table)

    def near(self, each: Found) -> None:
        from twinwheel.criteria import wording

        if not each.near or each.effect.after.candidate is None:
            return
        labels = {rule.spec.id: rule.spec.label for rule in each.effect.after.candidate.rules}
        table = self.table(
            ("只差这一条", "fails only this"),
            ("必可获得", "surely"),
            ("可能", "possibly"),
            ("差距中位", "median gap"),
        )
        for near in each.near[:SHOWN]:
            found = near.distances
            gap = (
                ""
                if found is None
                else wording.difference(found.median, found.unit, "en" if self.lang == "en" else "zh")
            )
            table.add_row(
                getattr(labels[near.criterion], self.lang), f"{near.sure:,}", f"{near.possible:,}", gap
            )
        self.console.print(table)

    def overlaps(self, each: Found) -> None:
        if not each.overlaps:
            return
        pack = self.result.sandbox.plan.pack
        table = self.table(("新符合者已有", "the new ones already have"), ("对象", "subjects"), ("", ""))
        ordered = sorted(each.overlaps, key=lambda other: (not other.excluded, -other.subjects))
        for other in ordered[:SHOWN]:
            barred = ("不可兼得", "not beside this one")[self.lang == "en"] if other.excluded else ""
            table.add_row(
                getattr(pack.measures[other.measure].title, self.lang), f"{other.subjects:,}", barred
            )
        self.console.print(table)

    def lawful(self) -> None:
        found = self.result.lawful
        if found is not None:
            change = self.yuan(found.after - found.before, sign="+")
            self.say(
                f"与不可兼得的措施合计，依法择优后的已知金额：{self.yuan(found.before)} → {self.yuan(found.after)}（{change}）",
                "known money with the measures that exclude it, each subject taking its best lawful combination: "
                f"CNY {self.yuan(found.before)} → {self.yuan(found.after)} ({change})",
            )

    def curve(self, curve: Curve) -> None:
        from twinwheel.criteria import wording

        title = self.result.sandbox.plan.pack.measures[curve.measure].title
        self.console.print(getattr(title, self.lang), curve.range.setting.target, style="bold", markup=False)
        table = self.table(
            ("取值", "value"),
            ("符合", "reached"),
            ("最多", "at most"),
            ("比现行", "more than now"),
            ("已知金额", "known, CNY"),
        )
        every = list(curve.points)
        step = -(-(len(every) - 1) // (POINTS - 1)) or 1
        chosen = every[::step] if every[-1] in every[::step] else [*every[::step], every[-1]]
        for point in (curve.present, *chosen):
            value = ("现行", "now")[self.lang == "en"]
            if point is not curve.present and point.value is not None:
                value = wording.quantity(point.value, curve.unit, "en" if self.lang == "en" else "zh")
            money = "" if point.budget is None else self.yuan(point.budget.known)
            more = point.reached - curve.present.reached
            table.add_row(value, f"{point.reached:,}", f"{point.possible:,}", _signed(more), money)
        self.console.print(table)


def _signed(number: int) -> str:
    return f"{number:+,}" if number else "0"
