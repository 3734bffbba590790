"""One self-contained page about a policy that was tried."""

from __future__ import annotations

from pathlib import Path

from twinwheel import __version__
from twinwheel.matching.sandbox.tried import Tried
from twinwheel.reports.both import environment
from twinwheel.reports.numbers import exact_money, fen
from twinwheel.reports.tried_curve import Line, curve, signed_money
from twinwheel.reports.tried_measure import measure
from twinwheel.reports.words import Words, words


def write_page(path: Path, found: Tried) -> None:
    """Write ``try.html``. It reads no clock: the same trial gives the same bytes."""
    path.write_text(page(found), encoding="utf-8", newline="\n")


def page(found: Tried) -> str:
    """The page as text."""
    plan = found.sandbox.plan
    other = found.effects.plan.pack
    return (
        environment()
        .get_template("try.html")
        .render(
            pack=plan.pack.info,
            title=words(plan.pack.info.title),
            other=None if found.effects.proposal.settings or other.hash == plan.pack.hash else other.info,
            subject=words(plan.pack.subjects[plan.subject].label),
            subjects=found.sandbox.register.rows,
            as_of=plan.as_of,
            pack_hash=plan.pack.hash,
            register_hash=found.sandbox.register.hash,
            version=__version__,
            settings=[str(each) for each in found.effects.proposal.settings],
            unchanged=found.effects.unchanged,
            measures=[measure(found, each) for each in found.measures],
            curves=[curve(found, place) for place in range(len(found.curves))],
            lawful=lawful(found),
        )
    )


def lawful(found: Tried) -> Line | None:
    """Known money where those who may not have everything take the best; None where nothing is excluded."""
    if found.lawful is None:
        return None
    label = Words("依法择优后的已知金额", "Known money, lawfully combined")
    before, after = found.lawful.before, found.lawful.after
    return Line(label, exact_money(fen(before)), exact_money(fen(after)), signed_money(after - before))
