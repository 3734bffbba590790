"""What one subject can get, as a workbook and as a PDF: with reasons, citations, the day and the pack that decided."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from twinwheel_web import pack
from twinwheel_web.design.fonts import chinese
from twinwheel_web.design.templatetags.words import day as day_words
from twinwheel_web.design.templatetags.words import field_name, outcome_name, said, verdict_name
from twinwheel_web.mine.results import ORDER, Item, Results, sentence, shortfalls
from twinwheel_web.mine.values import AS_TEXT, value_words
from twinwheel_web.registers.models import Subject


def ordered(found: Results) -> list[Item]:
    return [each for name in ORDER for each in found.groups[name]]


def workbook(subject: Subject, found: Results) -> bytes:
    """Three sheets: measures, their criteria, the best lawful combination. Amounts are numbers, in yuan."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, AS_TEXT) as book:
        forms = {
            "bold": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "money": book.add_format({"num_format": "#,##0.00", "valign": "top"}),
        }
        _measures(book.add_worksheet(_("Measures")), forms, found)
        _criteria(book.add_worksheet(_("Criteria")), forms, found)
        _combination(book.add_worksheet(_("Combination")), forms, found)
        _origin(book.add_worksheet(_("Origin")), forms, subject, found)
    return out.getvalue()


def _table(sheet: Any, forms: dict[str, Any], headings: list[tuple[str, int]], rows: list[list[Any]]) -> None:
    for column, (heading, width) in enumerate(headings):
        sheet.set_column(column, column, width, forms["wrap"])
        sheet.write_string(0, column, heading, forms["bold"])
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, column, value, forms["wrap"])
            elif value is not None:
                sheet.write_number(number, column, value, forms["money"])
    sheet.freeze_panes(1, 0)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(headings) - 1)


def _measures(sheet: Any, forms: dict[str, Any], found: Results) -> None:
    headings = [
        (_("Measure"), 44),
        (_("Outcome"), 16),
        (_("Amount (yuan)"), 18),
        (_("Missing"), 30),
        (_("Not met"), 44),
        (_("Source"), 44),
        ("id", 26),
    ]
    rows = [
        [
            said(each.spec.title),
            outcome_name(each.outcome),
            each.amount,
            _(", ").join(map(field_name, each.missing)),
            "\n".join(said(criterion.label) for criterion in each.failed),
            each.cited,
            each.id,
        ]
        for each in ordered(found)
    ]
    _table(sheet, forms, headings, rows)


def _criteria(sheet: Any, forms: dict[str, Any], found: Results) -> None:
    headings = [
        (_("Measure"), 36),
        (_("Criterion"), 40),
        (_("Verdict"), 12),
        (_("Rule"), 50),
        (_("On file"), 36),
        (_("Shortfall"), 40),
        (_("Citation"), 40),
    ]
    rows = [
        [
            said(each.spec.title),
            said(reason.spec.label),
            verdict_name(reason.verdict.value if reason.verdict else None),
            sentence(reason.rule),
            "\n".join(
                f"{field_name(name)}: {value_words(name, value)}" for name, value in reason.observed.items()
            ),
            "\n".join(shortfalls(reason)),
            reason.cite,
        ]
        for each in ordered(found)
        for reason in each.reasons
    ]
    _table(sheet, forms, headings, rows)


def _combination(sheet: Any, forms: dict[str, Any], found: Results) -> None:
    headings = [(_("Measure"), 44), (_("Taken"), 12), (_("Amount (yuan)"), 18), (_("Why not"), 60)]
    rows: list[list[Any]] = [[said(each.spec.title), _("yes"), each.amount, ""] for each in found.chosen]
    for item, because in found.dropped:
        why = _(", ").join(said(each.spec.title) for each in because)
        rows.append(
            [
                said(item.spec.title),
                _("no"),
                item.amount,
                _("cannot be had beside: %(others)s") % {"others": why},
            ]
        )
    rows.append([_("Total of what is known"), "", found.best.amount, ""])
    _table(sheet, forms, headings, rows)


def _origin(sheet: Any, forms: dict[str, Any], subject: Subject, found: Results) -> None:
    rows: list[list[Any]] = [[name, value] for name, value in origin(subject, found)]
    _table(sheet, forms, [(_("What"), 24), (_("Reads"), 70)], rows)


def origin(subject: Subject, found: Results) -> list[tuple[str, str]]:
    """Whose result it is, of which day, by which rules."""
    info = pack.current().info
    return [
        (_("Subject"), f"{subject.name} ({subject.code})"),
        (_("As of"), day_words(found.plan.as_of)),
        (_("Pack"), f"{said(info.title)} · {info.id} {info.version}"),
        (_("Hash of the rules"), pack.current().hash),
    ]


def pdf_lacks() -> str:
    """What this machine lacks to make a PDF, in words; empty: nothing."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return _(
            "This server has no library to draw PDF (WeasyPrint with Pango). Use the workbook or print the page."
        )
    if chinese() is None:
        return _(
            "This server has no Chinese font, so a PDF would be unreadable. Use the workbook or print the page."
        )
    return ""


def pdf(subject: Subject, found: Results) -> bytes:
    """An A4 report. Nothing is fetched while it is drawn."""
    import weasyprint

    words = render_to_string(
        "mine/report.html",
        {"subject": subject, "found": found, "items": ordered(found), "origin": origin(subject, found)},
    )
    sheet = Path(str(finders.find("mine/report.css"))).read_text(encoding="utf-8")
    style = weasyprint.CSS(string=sheet, url_fetcher=_nothing)
    drawn: bytes = weasyprint.HTML(string=words, url_fetcher=_nothing).write_pdf(stylesheets=[style])
    return drawn


def _nothing(url: str, *args: Any, **kwargs: Any) -> Any:
    raise ValueError(f"a report fetches nothing, not {url[:80]}")
