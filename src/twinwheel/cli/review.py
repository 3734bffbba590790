"""``twinwheel review``."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from twinwheel.cli.printable import printable
from twinwheel.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twinwheel.reading.review import Item

SHOWN = 20


def review(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="folder that `twinwheel read` wrote", show_default=False)
    ],
    id_: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="fact, variant or article to decide about", show_default=False),
    ] = None,
    accept: Annotated[bool, typer.Option("--accept", help="the machine is right")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="it is no such thing")] = False,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="what is right; may be repeated")
    ] = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="who decides")] = None,
    at: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="when; by default today")
    ] = None,
    note: Annotated[str, typer.Option(metavar="TEXT", help="why, for the next reader")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="print as JSON")] = False,
) -> None:
    """List what a person should look at, most valuable first; or write down what a person decided.

    \b
    twinwheel review out
    twinwheel review out f-1a2b3c4d5e6f --set title=副市长 --by 张三
    Decisions lie in DIR/review.yaml and survive when the documents are read again.
    """
    from twinwheel.reading import results

    documents = results.documents(folder)
    if id_ is None:
        if accept or reject or set_ or by or note:
            raise UsageError("no ID of what is decided", f"`twinwheel review {folder}` lists what there is.")
        _list(documents, folder, as_json=as_json)
        return
    _decide(documents, folder, id_, accept=accept, reject=reject, values=set_ or [], by=by, at=at, note=note)


def _list(documents: Iterator[dict[str, Any]], folder: Path, *, as_json: bool) -> None:
    from twinwheel.reading import results
    from twinwheel.reading import review as reviews

    items = reviews.queue((document, results.raw_text(folder, document)) for document in documents)
    if as_json:
        print(json.dumps([item._asdict() for item in items], ensure_ascii=False))
        return
    waiting = [item for item in items if not item.decided]
    for item in waiting[:SHOWN]:
        print(_line(item))
    print(f"{len(waiting)} to look at, {len(items) - len(waiting)} decided")


def _line(item: Item) -> str:
    file, ranges = next(iter(item.spans.items()), ("", [[0, 0]]))
    place = f"{file}:{ranges[0][0]}" if ranges else file
    return printable(f"{item.id}  {item.reason.replace('_', ' ')}  {item.words[:60]}  {place}")


def _decide(
    documents: Iterator[dict[str, Any]],
    folder: Path,
    id_: str,
    *,
    accept: bool,
    reject: bool,
    values: list[str],
    by: str | None,
    at: datetime | None,
    note: str,
) -> None:
    from twinwheel.reading import results
    from twinwheel.reading import review as reviews
    from twinwheel.reports import reading as page

    if accept + reject + bool(values) != 1:
        raise UsageError("say one thing: --accept, --reject or --set", "For example: --set title=副市长.")
    if not by:
        raise UsageError("nobody decides this", "Say who: --by NAME.")
    record = reviews.record_of(documents, id_)
    decision = reviews.Decision(
        id=id_,
        decision="accepted" if accept else "rejected" if reject else "corrected",
        value=dict(_pair(value) for value in values),
        by=by,
        at=(at or datetime.now()).date(),  # noqa: DTZ005 - the day where the person is
        note=note,
    )
    reviews.decide(folder, record, decision)
    results.apply_review(folder)
    page.write(folder)
    print(f"{id_} {decision.decision} by {by}")


def _pair(text: str) -> tuple[str, str]:
    field, equals, value = text.partition("=")
    if not equals or not field:
        raise UsageError(f'"{text}" is no FIELD=VALUE', "For example: --set title=副市长.")
    return field, value
