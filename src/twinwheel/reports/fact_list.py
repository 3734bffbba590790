"""The list of facts on the page of what was read. There are tens of thousands, each with a dozen values: they are
put together here, not by the template, and nothing is looked at twice that facts of one kind have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from jinja2 import Environment
from jinja2.filters import do_truncate
from markupsafe import Markup, escape

from twinwheel.reports.both import Words, both_languages

MOST_SHOWN = 200
"""Characters of one value."""
_QUOTE = 90
"""Characters of a quote, about."""
_SPECIAL = re.compile("[&<>'\"]")


def safe(text: str) -> str:
    """Escaped, where there is anything to escape: nearly nowhere, and to look is faster."""
    return escape(text) if _SPECIAL.search(text) else text


def fact_list(facts: Sequence[Mapping[str, Any]], names: Mapping[str, Words], page: Environment) -> Markup:
    """Each fact as an item, with what it says in words of both languages."""
    shortened = partial(do_truncate, page, length=_QUOTE)
    terms = {key: f"<div><dt>{both_languages(words)}</dt><dd>" for key, words in names.items()}
    known: dict[tuple[str, ...], list[tuple[str, str]]] = {}

    def said(fact: Mapping[str, Any]) -> list[tuple[str, str]]:
        """The fields of such a fact that are shown, each with its beginning."""
        form = tuple(fact)
        if form not in known:
            known[form] = [(key, term) for key, term in terms.items() if key in fact]
        return known[form]

    return Markup("".join(_item(fact, "".join(_values(fact, said(fact))), shortened) for fact in facts))  # noqa: S704 - escaped


def _item(fact: Mapping[str, Any], values: str, shortened: Any) -> str:
    kind, decided, quote = safe(fact["kind"]), fact["accepted"], fact["quote"]
    done = ' class="done"' if decided else ""
    shown = safe(quote if len(quote) <= _QUOTE else shortened(quote))
    return (
        f'<li data-kind="{kind}"{done}>'
        f'<button type="button" data-id="{safe(fact["fact_id"])}"><span class="f {kind}">{shown}</span></button>\n'
        f'<dl class="values">{values}</dl>\n{_decision(decided) if decided else ""}</li>\n'
    )


def _values(fact: Mapping[str, Any], fields: Sequence[tuple[str, str]]) -> Iterator[str]:
    """What a fact says, as terms and values."""
    for key, term in fields:
        value = fact[key]
        if value is None or value == "" or value == []:
            continue
        shown = "、".join(map(str, value)) if isinstance(value, list) else str(value).replace("_", " ")
        if len(shown) > MOST_SHOWN:
            shown = f"{shown[: MOST_SHOWN - 1]}…"
        yield f"{term}{safe(shown)}</dd></div>"


def _decision(decided: Mapping[str, Any]) -> str:
    said = [str(decided[key]) for key in ("by", "at", "decision")]
    said += [f"{key} = {value}" for key, value in decided["value"].items()]
    return f'<p class="note">{escape(" · ".join(said))}</p>'
