"""Variants kept and compared, and drafts made of them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from twinwheel.messages import to_json
from twinwheel_web import clock, pack
from twinwheel_web.matches.service import newest
from twinwheel_web.sandbox import service, texts
from twinwheel_web.sandbox.models import Draft, Variant

if TYPE_CHECKING:
    from twinwheel.packs import Pack
    from twinwheel.packs.model import MeasureSpec
    from twinwheel_web.accounts.actors import Actor

COMPARED = (2, 4)
"""Fewest and most variants beside each other."""


def variants_of(actor: Actor) -> QuerySet[Variant]:
    """The variants of the actor's organisation, the newest first."""
    return Variant.objects.filter(organisation=actor.organisation).select_related("made_by")


def drafts_of(actor: Actor) -> QuerySet[Draft]:
    """The drafts of the actor's organisation, the newest first."""
    return Draft.objects.filter(organisation=actor.organisation).select_related("made_by")


def keep(actor: Actor, measure: str, settings: Sequence[str], title: str, note: str) -> Variant:
    """Keep a proposal with what it does now.

    Raises:
        UsageError: its settings are not sound.
        NotReady: there is no register to try it on.
    """
    moment = clock.now()
    made = Variant(
        organisation=actor.organisation,
        measure=measure,
        title=title,
        note=note,
        settings=list(settings),
        made_by=actor.user,
        made_at=moment,
    )
    compute(made)
    return made


def compute(variant: Variant) -> None:
    """Bring a variant up to the newest register and the pack that is served.

    Raises:
        UsageError: what it sets is not there any more.
        NotReady: there is no register to try it on.
    """
    prepared = service.ready(variant.measure)
    variant.facts = service.facts_of(service.try_out(prepared, variant.settings))
    variant.run, variant.pack_hash = prepared.run, prepared.sandbox.plan.pack.hash
    variant.computed_at = clock.now()
    variant.save()


class Kept(NamedTuple):
    """A variant with its measure (None: the pack has it no more), and whether it is out of date."""

    variant: Variant
    spec: MeasureSpec | None
    stale: bool


def kept(variants: Iterable[Variant]) -> list[Kept]:
    """Variants with what the pack and the newest runs say of them: out of date where either has changed since."""
    found, runs = pack.current(), {}
    result = []
    for each in variants:
        spec = found.measures.get(each.measure)
        if spec is not None and spec.subject not in runs:
            run = newest(spec.subject)
            runs[spec.subject] = run.pk if run else None
        fresh = spec is not None and each.run_id == runs[spec.subject] and each.run_id is not None
        result.append(Kept(each, spec, not fresh or each.pack_hash != found.hash))
    return result


# --- drafts ---------------------------------------------------------------------------------


def publish(actor: Actor, variant: Variant) -> Draft:
    """Write a variant as the files of a pack would say it, and check the pack with them. The pack is not touched.

    Raises:
        UsageError: what it sets is not there any more.
        NotReady: the measure is not decided any more.
        Unwritten: it cannot be written by itself.
    """
    from twinwheel.matching.sandbox.proposal import propose

    prepared = service.ready(variant.measure)
    plan = prepared.sandbox.plan
    proposal = propose(plan.pack, plan.as_of, variant.settings)
    folders = texts.folders(plan.pack.folder)
    common = Path(os.path.commonpath([folder.parent for folder in folders]))
    head = _head(actor, variant)
    written = {path: head + text for path, text in texts.rewritten(plan.pack, proposal.pack).items()}
    findings, tests = _checked(folders, common, written, variant.measure, proposal.pack)
    return Draft.objects.create(
        organisation=variant.organisation,
        variant=variant,
        measure=variant.measure,
        title=variant.title,
        settings=variant.settings,
        pack_hash=plan.pack.hash,
        files={path.relative_to(common).as_posix(): text for path, text in written.items()},
        findings=findings,
        tests=tests,
        made_by=actor.user,
        made_at=clock.now(),
    )


def _head(actor: Actor, variant: Variant) -> str:
    """Comments that say what the file is: no line of them can be taken for data."""
    moment = timezone.localtime(clock.now())
    said = [
        _("Draft: not issued, not in force, not part of any pack."),
        _("Variant: %(title)s") % {"title": variant.title},
        _("Made by %(who)s for %(organisation)s at %(when)s")
        % {"who": actor.user, "organisation": actor.organisation, "when": f"{moment:%Y-%m-%d %H:%M %Z}"},
        _("From the pack %(hash)s") % {"hash": pack.current().hash},
        *(_("Changed: %(setting)s") % {"setting": each} for each in variant.settings),
    ]
    return "".join(f"# {' '.join(str(line).split())}\n" for line in said)


def _checked(
    folders: Sequence[Path], common: Path, written: dict[Path, str], measure: str, wanted: Pack
) -> tuple[list[dict[str, Any]], list[str]]:
    """What ``twinwheel pack check`` says of the packs with the new files and not without, and the tests that fail."""
    from twinwheel.matching.trial import trials
    from twinwheel.packs import read_pack

    with tempfile.TemporaryDirectory(prefix="twinwheel-draft-") as temporary:
        there = {folder: Path(temporary) / folder.relative_to(common) for folder in folders}
        for folder, copy in there.items():
            shutil.copytree(folder, copy, dirs_exist_ok=True)
        for path, text in written.items():
            (Path(temporary) / path.relative_to(common)).write_text(text, encoding="utf-8")
        # A pack is checked for what is its own: those whose files changed.
        owners = [each for each in folders if any(each in path.parents for path in written)]
        known = {key for each in owners for key in _findings_of(each, wanted.hash, clock.today())}
        after = {
            key: found for each in owners for key, found in _findings(there[each], clock.today()).items()
        }
        findings = [found for key, found in after.items() if key not in known]
        if any(each["code"] == "format" for each in findings):
            return findings, []
        found = read_pack(there[folders[-1]])
        _say_the_same(found, wanted, measure)
        return findings, [each.test.name for each in trials(found, only=measure) if each.problems]


@lru_cache(maxsize=8)
def _findings_of(folder: Path, pack_hash: str, day: date) -> frozenset[tuple[str, str]]:
    """What is known of a pack as it stands."""
    return frozenset(_findings(folder, day))


def _findings(folder: Path, day: date) -> dict[tuple[str, str], dict[str, Any]]:
    """The findings of a pack, by code and words."""
    from twinwheel.packs.check import check_pack

    return {
        (each.code, each.problem.what): {
            "code": each.code,
            "severity": each.severity,
            "what": to_json(each.problem.what),
            "advice": to_json(each.problem.advice),
        }
        for each in check_pack(folder, day)[1]
    }


def _say_the_same(found: Pack, wanted: Pack, measure: str) -> None:
    """What was written must be what was tried."""
    from twinwheel.criteria.parse import parse

    one, other = found.measures[measure], wanted.measures[measure]
    conditions = [
        [(each.id, None if each.when is None else parse(each.when)) for each in spec.criteria]
        for spec in (one, other)
    ]
    if conditions[0] != conditions[1] or [each.amount for each in one.benefit] != [
        each.amount for each in other.benefit
    ]:
        raise AssertionError(f"the draft of {measure} does not say what was tried")
    for name, spec in wanted.parameters.items():
        if [each.value for each in spec.values] != [each.value for each in found.parameters[name].values]:
            raise AssertionError(f"the draft of :{name} does not say what was tried")
