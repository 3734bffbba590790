"""Measures, fields, code lists, the zone's figures: what the pack says."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Field, Query, Router

from twinwheel_web import pack
from twinwheel_web.api.answers import catalogue, measures, shapes
from twinwheel_web.api.answers.forms import Unknown
from twinwheel_web.api.answers.values import known_type
from twinwheel_web.api.kept import kept
from twinwheel_web.api.params import AsOf, Page, Paging, Text, paged
from twinwheel_web.api.problems import unknown_parameter

router = Router()


class Filters(AsOf):
    q: Text | None = Field(None, description=gettext_noop("words that all stand in the measure, best first"))
    subject: Text | None = Field(None, description=gettext_noop("type of subject it decides about"))
    level: Text | None = Field(None, description=gettext_noop("a value of the code list levels"))
    theme: Text | None = Field(None, description=gettext_noop("a value of the code list themes"))
    benefit: Text | None = Field(None, description=gettext_noop("a value of the code list benefit-kinds"))
    status: shapes.Status | None = Field(None, description=gettext_noop("on the day"))


@router.get(
    "/measures",
    response=Page[shapes.MeasureLine],
    summary=gettext_noop("Measures"),
    description=gettext_noop("The measures of the pack, filtered; with words, those they fit best first."),
    tags=["policy"],
)
@kept()
def list_measures(
    request: HttpRequest, response: HttpResponse, filters: Query[Filters], paging: Query[Paging]
) -> Any:
    found = pack.current()
    wanted = measures.Wanted(
        filters.subject, filters.level, filters.theme, filters.benefit, filters.status, filters.q
    )
    for name, error in measures.misnamed(found, wanted):
        raise unknown_parameter(name, error)
    page = paged(request, response, measures.listed(found, filters.day, wanted), paging)
    return page | {"items": [measures.line(found, each, filters.day) for each in page["items"]]}


@router.get(
    "/measures/{id}",
    response=shapes.Measure,
    summary=gettext_noop("One measure"),
    description=gettext_noop(
        "One measure as of a day: criteria as sentences with their thresholds, what it gives, process, source."
    ),
    tags=["policy"],
)
@kept()
def get_measure(request: HttpRequest, id: str, when: Query[AsOf]) -> Any:
    found = pack.current()
    return measures.full(found, measures.spec_of(found, id), when.day)


class OfType(Paging):
    subject: Text = Field("enterprise", description=gettext_noop("type of subject"))


@router.get(
    "/fields",
    response=Page[shapes.FieldShape],
    summary=gettext_noop("Fields"),
    description=gettext_noop("The fields a type of subject has, and how a value of each is written."),
    tags=["policy"],
)
@kept()
def list_fields(request: HttpRequest, response: HttpResponse, asked: Query[OfType]) -> Any:
    found = pack.current()
    try:
        known_type(found, asked.subject)
    except Unknown as error:
        raise unknown_parameter("subject", error) from None
    return paged(request, response, catalogue.fields(found, asked.subject), asked)


@router.get(
    "/codes",
    response=Page[shapes.CodeListLine],
    summary=gettext_noop("Code lists"),
    description=gettext_noop("The lists that code fields take their values from."),
    tags=["policy"],
)
@kept()
def list_code_lists(request: HttpRequest, response: HttpResponse, paging: Query[Paging]) -> Any:
    return paged(request, response, catalogue.code_lists(pack.current()), paging)


@router.get(
    "/codes/{id}",
    response=shapes.CodeListShape,
    summary=gettext_noop("One code list"),
    description=gettext_noop("The values of one list, in the order they are shown."),
    tags=["policy"],
)
@kept()
def get_code_list(request: HttpRequest, id: str) -> Any:
    return catalogue.code_list(pack.current(), id)


@router.get(
    "/zone/figures",
    response=Page[shapes.FigureShape],
    summary=gettext_noop("Figures of the zone"),
    description=gettext_noop(
        "Every figure of the zone with its unit, its time and the document it was published in."
    ),
    tags=["zone"],
)
@kept()
def list_figures(request: HttpRequest, response: HttpResponse, paging: Query[Paging]) -> Any:
    return paged(request, response, catalogue.figures(pack.current()), paging)
