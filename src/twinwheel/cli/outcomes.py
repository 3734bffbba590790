"""What a run counted, as a table on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from rich.table import Table

    from twinwheel.matching.plan import Plan
    from twinwheel.matching.run import Tally

SHOWN = 25  # measures; the report has all
WIDTH = 80  # on every terminal
HEADINGS = {
    "zh": ("措施", "符合", "待人工认定", "待补充", "不符合", "万元"),
    "en": ("measure", "eligible", "review", "unknown", "ineligible", "CNY million"),
}


def table(plan: Plan, tally: dict[str, Tally], lang: str) -> Table:
    """The measures with the widest reach."""
    from rich.markup import escape
    from rich.table import Table

    from twinwheel.matching.plan import Outcome

    made = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), title_justify="left", title_style="bold")
    made.title = escape(f"{getattr(plan.pack.info.title, lang)} · {plan.as_of}")
    made.add_column(HEADINGS[lang][0], overflow="ellipsis", no_wrap=True, max_width=33)
    for heading in HEADINGS[lang][1:]:
        made.add_column(heading, justify="right", no_wrap=True)
    ranked = sorted(tally.items(), key=lambda each: (-each[1].outcomes[Outcome.ELIGIBLE], each[0]))
    for id, each in ranked[:SHOWN]:
        counts = [f"{each.outcomes[outcome]:,}" for outcome in Outcome]
        money = _money(each.amount_yuan, lang) if each.amount_fen else ""
        made.add_row(escape(getattr(plan.pack.measures[id].title, lang)), *counts, money)
    if len(ranked) > SHOWN:
        more = len(ranked) - SHOWN
        made.caption = f"另有 {more} 项见报告" if lang == "zh" else f"{more} more in the report"
        made.caption_justify = "left"
    return made


def _money(yuan: Decimal, lang: str) -> str:
    return f"{yuan / 10_000:,.1f}" if lang == "zh" else f"{yuan / 1_000_000:,.2f}"
