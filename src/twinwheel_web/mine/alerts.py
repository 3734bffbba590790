"""A saved search tells what is new in it: once, in a table to read, and by mail for those who want that."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from twinwheel_web import clock, pack
from twinwheel_web.accounts.actors import Actor, actor_of
from twinwheel_web.accounts.rules import may
from twinwheel_web.design.templatetags.words import code_name, said
from twinwheel_web.mine.models import Alert, Digest, Notice
from twinwheel_web.mine.subjects import of_actor as subjects_of
from twinwheel_web.registers.models import Subject
from twinwheel_web.registers.service import values_of
from twinwheel_web.search import service as search

if TYPE_CHECKING:
    from twinwheel.packs.model import MeasureSpec

BETWEEN = {Digest.Every.DAY: timedelta(days=1), Digest.Every.WEEK: timedelta(days=7)}
KIND = "measure"  # what search calls a measure
LONGEST = 200  # characters of one word of a search
ENDED = ""


# --- searches ---------------------------------------------------------------------------------

WORDS = "q"
PASSING = frozenset({"page", "sort", "own", "status"})
"""Parameters that say how a list is shown; what is in force is what an alert watches anyway."""


def query_of(address: QueryDict) -> tuple[dict[str, list[str]], list[str]]:
    """The search in an address: what can be watched, and the names of what cannot (a day, a page, an order)."""
    query: dict[str, list[str]] = {}
    left: list[str] = []
    for name in sorted(address):
        given = (each.replace("\0", "").strip()[:LONGEST] for each in address.getlist(name))
        values = sorted({each for each in given if each})
        if values and name in {WORDS, *pack.FACETS}:
            query[name] = values
        elif values and name not in PASSING:
            left.append(name)
    return query, left


def matching(query: Mapping[str, Sequence[str]], day: date) -> dict[str, str]:
    """Fingerprints by id of the measures that match and are in force on a day."""
    replaced = pack.current().replaced_on(day)
    held = [set(search.keys(each, KIND)) for each in query.get(WORDS, ())]
    return {
        id: _fingerprint(pack.current().hash, id)
        for id, spec in pack.current().measures.items()
        if spec.valid.covers(day)
        and id not in replaced
        and _fits(query, spec)
        and all(id in found for found in held)
    }


@lru_cache(maxsize=4096)
def _fingerprint(pack_hash: str, id: str) -> str:
    """What is another text as soon as anything of a measure is."""
    return hashlib.sha256(pack.current().measures[id].model_dump_json().encode()).hexdigest()[:16]


def _fits(query: Mapping[str, Sequence[str]], spec: MeasureSpec) -> bool:
    return all(set(query[name]) & of(spec) for name, of in pack.FACETS.items() if name in query)


def in_words(query: Mapping[str, Sequence[str]]) -> list[tuple[str, list[str]]]:
    """A search as its reader would say it: what is asked, and for which values."""
    names = {
        WORDS: _("Words"),
        "level": _("Level"),
        "theme": _("Theme"),
        "subject": _("For whom"),
        "benefit": _("Kind of benefit"),
        "department": _("Issued by"),
    }
    return [(names[name], [_value(name, each) for each in query[name]]) for name in names if name in query]


def _value(name: str, value: str) -> str:
    if name == "subject" and value in (subjects := pack.current().subjects):
        return said(subjects[value].label)
    return code_name(value, pack.LISTS[name]) if name in pack.LISTS else value


def outcomes(subject: Subject, day: date) -> dict[str, str]:
    """The outcome of every measure in force for a subject."""
    from twinwheel.matching.one import decide

    plan, values = pack.plan(subject.type, day), values_of(subject, day)
    return {each.id: decide(each, values, plan.pack.vocabulary).outcome.value for each in plan.candidates}


# --- saving -----------------------------------------------------------------------------------


def of_actor(actor: Actor) -> QuerySet[Alert]:
    """The actor's own, saved while acting for this organisation; none of subjects it no longer acts for."""
    own = Alert.objects.filter(person=actor.user, organisation=actor.organisation)
    return own.filter(Q(subject=None) | Q(subject__in=subjects_of(actor)))


def notices_of(actor: Actor) -> QuerySet[Notice]:
    return Notice.objects.filter(alert__in=of_actor(actor)).select_related("alert")


def save(actor: Actor, name: str, query: dict[str, list[str]], subject: Subject | None, day: date) -> Alert:
    """Keep a search. What is there already is not told."""
    assert actor.user is not None
    return Alert.objects.create(
        person=actor.user,
        organisation=actor.organisation,
        name=name,
        query=query,
        subject=subject,
        known=outcomes(subject, day) if subject else matching(query, day),
        created_at=clock.now(),
    )


# --- telling ----------------------------------------------------------------------------------


def tell(day: date) -> tuple[int, int]:
    """Look at every alert and send what is due; how many notices are new, and how many mails went out.

    Safe to run at any time and as often as one likes: nothing is told twice.
    """
    news = sum(_look(pk, day) for pk in Alert.objects.order_by("id").values_list("pk", flat=True))
    due = Digest.objects.exclude(every=Digest.Every.NEVER).order_by("id")
    return news, sum(_mail(pk, day) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _look(pk: int, day: date) -> int:
    """Tell one alert's news; what is known is brought up to date in the same transaction."""
    alert = Alert.objects.select_for_update().filter(pk=pk).first()
    if alert is None or not _still_theirs(alert, day):
        return 0
    subject = Subject.objects.get(pk=alert.subject_id) if alert.subject_id else None
    now = outcomes(subject, day) if subject else matching(alert.query, day)
    found = [each for each in _news(alert, now) if each.measure not in alert.muted]
    stood = set(alert.notices.filter(key__in=[each.key for each in found]).values_list("key", flat=True))
    fresh = [each for each in found if each.key not in stood]
    Notice.objects.bulk_create(fresh)
    alert.known = now
    alert.save(update_fields=["known"])
    return len(fresh)


def _still_theirs(alert: Alert, day: date) -> bool:
    """Whether the person still acts for whom they saved it, and may still see its subject: roles and delegations end."""
    actor = actor_of(alert.person, alert.organisation_id, day)
    if not actor.signed_in or (alert.organisation_id and actor.organisation != alert.organisation):
        return False
    return alert.subject is None or may(actor, "mine.view", alert.subject)


def _news(alert: Alert, now: Mapping[str, str]) -> Iterable[Notice]:
    moment, today = clock.now(), clock.today()
    before: dict[str, str] = alert.known
    for id in sorted({*before, *now}):
        was, becomes = before.get(id, ENDED), now.get(id, ENDED)
        if was == becomes:
            continue
        kind = Notice.Kind.NEW if not was else Notice.Kind.ENDED if not becomes else Notice.Kind.CHANGED
        if alert.subject_id and was and becomes:
            kind = Notice.Kind.OUTCOME
        outcome = alert.subject_id is not None
        yield Notice(
            alert=alert,
            kind=kind,
            measure=id,
            before=was if outcome else "",
            after=becomes if outcome else "",
            key=f"{id} {was or '-'} {becomes or '-'} {today.isoformat()}",
            at=moment,
        )


@transaction.atomic
def _mail(pk: int, day: date) -> int:
    """One mail with somebody's unread notices, if it is due; they are marked in the same transaction."""
    digest = Digest.objects.select_for_update().get(pk=pk)
    person = digest.person
    if digest.sent_on and day < digest.sent_on + BETWEEN[Digest.Every(digest.every)]:
        return 0
    unread = Notice.objects.filter(alert__person=person, read_at=None, mailed_at=None)
    found = list(unread.select_related("alert__organisation", "alert__subject"))
    theirs = {each for each in {notice.alert for notice in found} if _still_theirs(each, day)}
    waiting = [each for each in found if each.alert in theirs]
    if not waiting or not person.email:
        return 0
    Notice.objects.filter(pk__in=[each.pk for each in waiting]).update(mailed_at=clock.now())
    digest.sent_on = day
    digest.save(update_fields=["sent_on"])
    with translation.override(digest.language):
        body = render_to_string("mine/digest.txt", {"person": person, "notices": with_measures(waiting)})
        send_mail(_("%(count)s new notices") % {"count": len(waiting)}, body, None, [person.email])
    return 1


def with_measures(notices: Iterable[Notice]) -> list[tuple[Notice, Any]]:
    """Each with its measure; None where the pack no longer has it."""
    measures = pack.current().measures
    return [(each, measures.get(each.measure)) for each in notices]


@transaction.atomic
def mute(actor: Actor, notice: Notice) -> None:
    """Never tell of this measure in this search again."""
    alert = of_actor(actor).select_for_update().get(pk=notice.alert_id)
    alert.muted = sorted({*alert.muted, notice.measure})
    alert.save(update_fields=["muted"])
    alert.notices.filter(measure=notice.measure, read_at=None).update(read_at=clock.now())
