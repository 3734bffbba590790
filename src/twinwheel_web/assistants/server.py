"""Speaks the Model Context Protocol over stdio or HTTP; every tool only reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field

from twinwheel import __version__
from twinwheel.packs import Pack
from twinwheel_web.api.answers import catalogue, measures
from twinwheel_web.api.answers.forms import Wrong
from twinwheel_web.api.answers.values import Misfits, known_type
from twinwheel_web.assistants import shapes
from twinwheel_web.assistants.tools import Told, Tools

READ_ONLY = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
ABOUT = """Policy measures as data, decided for one enterprise, person or project as of a day.

Usual way: find_fields for the names of values, check_eligibility with what is known, what_is_missing for the next question,
explain for the reasons of one measure, cite for the words of the source. A value that is not known is left out: unknown is
never no, and never zero. Quote outcomes, numbers and citations as they are given; an outcome of needs_review is no promise.
Nothing that is sent is kept."""

MOST = 200
"""Characters of a question."""

Values = Annotated[
    dict[str, Any],
    Field(
        description="what is known of the subject, by field name (see find_fields): numbers in the unit of the field, shares "
        "as shares of 1, days as 2026-03-01, yes/no as true/false, codes as listed"
    ),
]
Subject = Annotated[str, Field(description="type of subject, such as enterprise, person, incubator, project")]
AsOf = Annotated[str, Field(description="the day to decide as of, such as 2026-11-22; empty: today")]
Lang = Annotated[Literal["zh", "en"], Field(description="language of the text beside the structured answer")]
Id = Annotated[str, Field(description="id of a measure, as find_measures gives it")]


def make(pack: Pack, today: Callable[[], date]) -> MCPServer[Any]:
    """A server over one pack. ``today`` is asked where a question names no day."""
    server: MCPServer[Any] = MCPServer(
        "twinwheel",
        title=f"{pack.info.title.zh} · {pack.info.title.en}",
        instructions=ABOUT,
        version=__version__,
        log_level="WARNING",
    )
    _add_tools(server, Tools(pack, today))
    _add_resources(server, pack, today)
    return server


def _add_tools(server: MCPServer[Any], tools: Tools) -> None:
    @server.tool(title="Find measures · 查找措施", annotations=READ_ONLY)
    def find_measures(
        query: Annotated[
            str,
            Field(description="words that all stand in the measure; empty: all measures", max_length=MOST),
        ] = "",
        subject: Annotated[str, Field(description="only those about this type of subject")] = "",
        level: Annotated[str, Field(description="only those of this level, such as national")] = "",
        theme: Annotated[str, Field(description="only those of this theme, such as tax")] = "",
        benefit: Annotated[str, Field(description="only those that give this kind, such as subsidy")] = "",
        status: Literal["in_force", "to_come", "ended", "replaced", "any"] = "in_force",
        as_of: AsOf = "",
        limit: Annotated[int, Field(ge=1, le=100)] = 20,
        lang: Lang = "zh",
    ) -> Annotated[CallToolResult, shapes.MeasuresFound]:
        """Policy measures by words, type of subject, level, theme, kind of benefit and status on a day."""
        wanted = measures.Wanted(
            subject or None,
            level or None,
            theme or None,
            benefit or None,
            None if status == "any" else status,
            query or None,
        )
        return _result(lambda: tools.find_measures(wanted, as_of, limit, lang), lang)

    @server.tool(title="Find fields · 查找字段", annotations=READ_ONLY)
    def find_fields(
        query: Annotated[
            str, Field(description="part of a name or question; empty: all fields", max_length=MOST)
        ] = "",
        subject: Subject = "enterprise",
        limit: Annotated[int, Field(ge=1, le=400)] = 30,
        lang: Lang = "zh",
    ) -> Annotated[CallToolResult, shapes.FieldsFound]:
        """Names of the values a subject has, how each is written, and the codes it may be."""
        return _result(lambda: tools.find_fields(query, subject, limit, lang), lang)

    @server.tool(title="Check eligibility · 判定", annotations=READ_ONLY)
    def check_eligibility(
        values: Values,
        subject: Subject = "enterprise",
        measure: Annotated[str, Field(description="only this measure; empty: all in force")] = "",
        as_of: AsOf = "",
        lang: Lang = "zh",
    ) -> Annotated[CallToolResult, shapes.Eligibility]:
        """What a subject may have: eligible, unknown (with the missing fields), needs a person, or not, with the money and
        the best lawful combination."""
        return _result(lambda: tools.check_eligibility(values, subject, measure, as_of, lang), lang)

    @server.tool(title="Explain · 说明理由", annotations=READ_ONLY)
    def explain(
        measure: Id, values: Values, as_of: AsOf = "", lang: Lang = "zh"
    ) -> Annotated[CallToolResult, shapes.Explained]:
        """One measure for one subject, criterion by criterion, with the article each rests on, what is lacking, and the
        nearest changes that would meet it."""
        return _result(lambda: tools.explain(measure, values, as_of, lang), lang)

    @server.tool(title="What is missing · 还缺什么", annotations=READ_ONLY)
    def what_is_missing(
        values: Values,
        subject: Subject = "enterprise",
        limit: Annotated[int, Field(ge=1, le=50)] = 5,
        as_of: AsOf = "",
        lang: Lang = "zh",
    ) -> Annotated[CallToolResult, shapes.Questions]:
        """The next questions to ask, the one that decides most first."""
        return _result(lambda: tools.what_is_missing(values, subject, limit, as_of, lang), lang)

    @server.tool(title="Cite · 出处", annotations=READ_ONLY)
    def cite(
        measure: Id,
        criterion: Annotated[str, Field(description="id of one criterion; empty: all")] = "",
        number: Annotated[
            str, Field(description="only what has this number, such as 5% or 0.05 or 500", max_length=MOST)
        ] = "",
        as_of: AsOf = "",
        lang: Lang = "zh",
    ) -> Annotated[CallToolResult, shapes.Citation]:
        """The words a criterion or a number of a measure comes from: document, number, article, address, and how sure the
        source is."""
        return _result(lambda: tools.cite(measure, criterion, number, as_of, lang), lang)


def _add_resources(server: MCPServer[Any], pack: Pack, today: Callable[[], date]) -> None:
    def found(find: Callable[[], Any]) -> str:
        try:
            return json.dumps(find(), ensure_ascii=False)
        except Wrong as error:
            raise ResourceNotFoundError(f"{error.what['en']} {error.advice['en']}".strip()) from None

    @server.resource("twinwheel://measures/{id}", title="One measure", mime_type="application/json")
    def measure(id: str) -> str:
        """One measure as of today, with all its words and numbers."""
        return found(lambda: measures.full(pack, measures.spec_of(pack, id), today()))

    @server.resource("twinwheel://fields/{subject}", title="Fields", mime_type="application/json")
    def fields(subject: str) -> str:
        """The fields a type of subject has."""
        return found(lambda: catalogue.fields(pack, known_type(pack, subject)))

    @server.resource("twinwheel://zone/figures", title="Figures of the zone", mime_type="application/json")
    def figures() -> str:
        """Every figure of the zone with its source."""
        return found(lambda: catalogue.figures(pack))


def _result(tell: Callable[[], Told], lang: str) -> CallToolResult:
    """An answer as the protocol has it: structured, and in words. What is wrong is said for the assistant to put right."""
    try:
        told = tell()
    except Misfits as error:
        return _wrong(*(f"{each.what[lang]} {each.advice[lang]}".strip() for each in error.misfits))
    except Wrong as error:
        return _wrong(f"{error.what[lang]} {error.advice[lang]}".strip())
    return CallToolResult(content=[TextContent(type="text", text=told.words)], structured_content=told.answer)


def _wrong(*lines: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text="\n".join(lines))], is_error=True)
