"""Which subject a page is about: one's own, one that was delegated, or one an officer looks at."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from twinwheel_web import clock, pack
from twinwheel_web.accounts.actors import Actor
from twinwheel_web.accounts.gate import allow
from twinwheel_web.accounts.request import Request
from twinwheel_web.accounts.rules import may
from twinwheel_web.accounts.service import note_view
from twinwheel_web.registers.models import Subject

CHOSEN = "my_subject"
"""Session key: the subject that was opened last."""
MAX_CODE = 64
LONGEST_ID = 19  # digits; a longer number is nobody's


def of_actor(actor: Actor) -> QuerySet[Subject]:
    """The subjects of the actor's organisation and of those that let it act for them."""
    if actor.organisation is None:
        return Subject.objects.none()
    owners = Q(organisation=actor.organisation) | Q(organisation__in=[owner for owner, _ in actor.delegated])
    return Subject.objects.filter(owners, merged_into=None).select_related("organisation").order_by("id")


def chosen(request: Request, permission: str = "mine.read") -> Subject | None:
    """The subject of ``?subject=``, else the one opened last, else the first; None: the actor has none.

    Raises:
        Http404: there is no such subject among those the actor may know of.
        PermissionDenied: they may not do this with it.
    """
    own = of_actor(request.actor)
    asked = request.GET.get("subject") or request.POST.get("subject")
    if asked:
        wanted = int(asked) if asked.isdecimal() and len(asked) < LONGEST_ID else 0
        found = own.filter(pk=wanted).first()
        if found is None and may(request.actor, "registers.look"):
            found = Subject.objects.filter(pk=wanted, merged_into=None).select_related("organisation").first()
        if found is None:
            raise Http404
    else:
        found = own.filter(pk=request.session.get(CHOSEN, 0)).first() or own.first()
    if found is None:
        return None
    allow(request, permission, found)
    if request.session.get(CHOSEN) != found.pk and asked and may(request.actor, "mine.view", found):
        request.session[CHOSEN] = found.pk
    note_view(request, found.type, found.code)
    return found


def startable(actor: Actor) -> list[str]:
    """The types of subject the organisation may start a profile of: of what a credit code names, it is only one."""
    from twinwheel.registers.uscc import HEADING

    if actor.organisation is None or not may(actor, "mine.start"):
        return []
    held = set(Subject.objects.filter(organisation=actor.organisation).values_list("type", flat=True))
    return [type for type, spec in pack.current().subjects.items() if spec.key != HEADING or type not in held]


def fault_of(actor: Actor, type: str, code: str) -> str | None:
    """Why a profile cannot be started with this code, in words; None: it can."""
    from twinwheel.registers import uscc

    assert actor.organisation is not None
    own = actor.organisation.code
    by_credit_code = pack.current().subjects[type].key == uscc.HEADING
    if by_credit_code and not own:
        return _(
            "Your organisation is registered here without its code. Ask the operator of the portal to enter it."
        )
    if by_credit_code and uscc.fault(code):
        return _("This unified social credit code cannot be right. Check it against the licence.")
    if by_credit_code and code != own:
        return _("Your organisation is registered here with the code %(code)s.") % {"code": own}
    there = Subject.objects.filter(type=type, code=code).first()
    if there is not None and not _may_claim(actor, there):
        return _("This code is in the register already. Ask the register's keepers to give it to you.")
    return None


def _may_claim(actor: Actor, subject: Subject) -> bool:
    """Only what carries the very code the organisation was registered with, and belongs to nobody yet."""
    own = actor.organisation.code if actor.organisation else ""
    free = subject.organisation_id is None and not subject.merged_into_id
    return bool(own) and subject.code == own and free


def start(actor: Actor, type: str, code: str, name: str) -> Subject:
    """An empty profile of the organisation's own, or the one in the register with its code."""
    moment = clock.now()
    subject, _new = Subject.objects.get_or_create(
        type=type,
        code=code,
        defaults={"name": name, "created_at": moment, "changed_at": moment},
    )
    subject.organisation = actor.organisation
    subject.save(update_fields=["organisation"])
    return subject
