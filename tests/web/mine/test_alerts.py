"""A saved search tells once, to whom it belongs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.http import QueryDict
from django.test import Client

from twinwheel_web import clock, pack
from twinwheel_web.accounts.models import Delegation, Membership, User
from twinwheel_web.mine import alerts
from twinwheel_web.mine.models import Alert, Digest, Notice
from twinwheel_web.registers.models import Subject

pytestmark = pytest.mark.django_db
Clients = Callable[[str | None], Client]


def theme() -> str:
    return next(iter(pack.current().measures.values())).theme


def saved(client: Client, **address: Any) -> Alert:
    query = "&".join(f"{key}={value}" for key, value in address.items())
    assert client.post(f"/mine/alerts/new/?{query}", {"name": "我的搜索"}).status_code == 302
    return Alert.objects.latest("id")


def test_the_button_says_that_saving_means_being_told(client_of: Clients) -> None:
    page = client_of("enterprise-officer").get(f"/mine/alerts/new/?theme={theme()}&page=2&amount=to-1m")
    assert "提醒我" in page.content.decode()
    assert page.context["left"] == ["amount"]


def test_what_no_database_keeps_is_left_out_of_a_search() -> None:
    assert alerts.query_of(QueryDict("q=%00&q=a%00b&theme=%00")) == ({"q": ["ab"]}, [])


def test_what_is_there_already_is_not_told(client_of: Clients) -> None:
    alert = saved(client_of("enterprise-officer"), theme=theme())
    assert alert.known and alert.query == {"theme": [theme()]}
    assert alerts.tell(clock.today()) == (0, 0)


def test_news_is_told_once_however_often_one_looks(client_of: Clients) -> None:
    alert = saved(client_of("enterprise-officer"), theme=theme())
    gone, changed, *_rest = sorted(alert.known)
    known = {key: value for key, value in alert.known.items() if key != gone} | {
        changed: "another",
        "old-measure": "x",
    }
    Alert.objects.update(known=known)
    call_command("tell", verbosity=0)
    call_command("tell", verbosity=0)
    told = {each.measure: each.kind for each in Notice.objects.all()}
    assert told == {gone: "new", changed: "changed", "old-measure": "ended"}
    Alert.objects.update(known=known)  # as if the write after telling had been lost
    assert alerts.tell(clock.today())[0] == 0


def test_a_measure_that_becomes_another_outcome_is_told_to_its_enterprise_alone(client_of: Clients) -> None:
    client = client_of("enterprise-officer")
    alert = saved(client, own=1)
    measure, outcome = next((key, value) for key, value in alert.known.items() if value == "eligible")
    Alert.objects.update(known=alert.known | {measure: "ineligible"})
    assert alerts.tell(clock.today())[0] == 1
    page = client.get("/mine/alerts/")
    assert [(each.before, each.after) for each, _spec in page.context["notices"]] == [("ineligible", outcome)]
    assert client_of("other-enterprise").get("/mine/alerts/").context["notices"] == []
    assert client_of("enterprise-manager").get("/mine/alerts/").context["notices"] == []


def test_a_delegate_whose_time_is_over_is_told_no_more(client_of: Clients) -> None:
    subject = Subject.objects.filter(organisation__given__isnull=False).order_by("id")[0]
    alert = saved(client_of("agent"), own=1, subject=subject.pk)
    Alert.objects.update(known=dict.fromkeys(alert.known, "unknown"))
    Delegation.objects.update(ended_at=clock.now())
    assert alerts.tell(clock.today())[0] == 0


def test_what_was_told_of_a_subject_goes_with_the_right_to_see_it(client_of: Clients) -> None:
    subject = Subject.objects.filter(organisation__given__isnull=False).order_by("id")[0]
    User.objects.filter(username="agent").update(email="agent@example.org")
    client = client_of("agent")
    alert = saved(client, own=1, subject=subject.pk)
    Alert.objects.update(known=dict.fromkeys(alert.known, "unknown"))
    assert alerts.tell(clock.today())[0] > 0
    assert client.get("/mine/alerts/").context["notices"]
    client.post("/mine/alerts/digest/", {"every": "day"})
    Delegation.objects.update(ended_at=clock.now())
    assert alerts.tell(clock.today()) == (0, 0) and not mail.outbox
    page = client.get("/mine/alerts/")
    assert not page.context["notices"] and not page.context["alerts"]


def test_who_left_an_organisation_is_told_no_more_of_what_they_saved_for_it(client_of: Clients) -> None:
    User.objects.filter(username="enterprise-officer").update(email="clerk@example.org")
    client = client_of("enterprise-officer")
    alert = saved(client, theme=theme())
    client.post("/mine/alerts/digest/", {"every": "day"})
    Alert.objects.update(known=dict(list(alert.known.items())[1:]))
    Membership.objects.filter(user__username="enterprise-officer").update(
        until=clock.today() - timedelta(days=1)
    )
    assert alerts.tell(clock.today()) == (0, 0) and not mail.outbox


@pytest.mark.parametrize("wanted", ["9" * 30, "9" * 5000, "x"])
def test_a_notice_that_cannot_be_marks_nothing(client_of: Clients, wanted: str) -> None:
    client = client_of("enterprise-officer")
    alert = saved(client, theme=theme())
    Alert.objects.update(known=dict(list(alert.known.items())[1:]))
    alerts.tell(clock.today())
    assert client.post("/mine/alerts/notices/read/", {"notice": wanted}).status_code == 302
    assert Notice.objects.filter(read_at=None).exists()


def test_notices_are_read_unread_muted_and_forgotten(client_of: Clients) -> None:
    client = client_of("enterprise-officer")
    alert = saved(client, theme=theme())
    first, second, *_rest = sorted(alert.known)
    Alert.objects.update(
        known={key: value for key, value in alert.known.items() if key not in (first, second)}
    )
    alerts.tell(clock.today())
    one, two = Notice.objects.order_by("measure")
    client.post("/mine/alerts/notices/read/", {"notice": one.pk})
    assert client.get("/mine/alerts/").context["unread"] == 1
    client.post("/mine/alerts/notices/read/", {"notice": one.pk, "unread": 1})
    assert client.get("/mine/alerts/").context["unread"] == 2
    assert client_of("other-enterprise").post(f"/mine/alerts/notices/{two.pk}/mute/").status_code == 404
    client.post(f"/mine/alerts/notices/{two.pk}/mute/")
    alert.refresh_from_db()
    assert alert.muted == [two.measure]
    Alert.objects.update(known=alert.known | {two.measure: "another"})
    assert alerts.tell(clock.today())[0] == 0
    assert client_of("other-enterprise").post(f"/mine/alerts/{alert.pk}/stop/").status_code == 404
    client.post(f"/mine/alerts/{alert.pk}/stop/")
    assert not Notice.objects.exists()


@pytest.mark.parametrize(("every", "again_after"), [("day", 1), ("week", 7)])
def test_a_digest_goes_out_when_it_is_due_and_says_each_thing_once(
    client_of: Clients, every: str, again_after: int
) -> None:
    User.objects.filter(username="enterprise-officer").update(email="clerk@example.org")
    client, day = client_of("enterprise-officer"), clock.today()
    alert = saved(client, theme=theme())
    client.post("/mine/alerts/digest/", {"every": every})
    first, second, *_rest = sorted(alert.known)
    for new, at, mails in ((first, 0, 1), (None, 0, 1), (second, again_after - 1, 1), (None, again_after, 2)):
        if new:
            Alert.objects.update(known={key: value for key, value in alert.known.items() if key != new})
        alerts.tell(day + timedelta(days=at))
        assert len(mail.outbox) == mails
    titles = [pack.current().measures[each].title.zh for each in (first, second)]
    assert [[title in each.body for each in mail.outbox] for title in titles] == [
        [True, False],
        [False, True],
    ]


def test_nobody_gets_mail_who_did_not_ask_for_it(client_of: Clients) -> None:
    User.objects.filter(username="enterprise-officer").update(email="clerk@example.org")
    alert = saved(client_of("enterprise-officer"), theme=theme())
    Alert.objects.update(known=dict(list(alert.known.items())[1:]))
    assert alerts.tell(clock.today()) == (1, 0)
    assert not mail.outbox and not Digest.objects.exists()


def test_a_search_by_words_finds_what_the_library_of_measures_finds() -> None:
    from twinwheel_web.search import service as search

    spec = next(iter(pack.current().measures.values()))
    search.put([search.Item("measure", spec.id, spec.title.zh, "/", (spec.title.zh,))])
    assert spec.id in search.keys(spec.title.zh[:2], "measure")
    found = alerts.matching({"q": [spec.title.zh[:2]]}, clock.today())
    assert set(found) == set(search.keys(spec.title.zh[:2], "measure")) & set(
        alerts.matching({}, clock.today())
    )


def test_the_inbox_keeps_the_tabs_of_the_only_profile_one_has(client_of: Clients) -> None:
    page = client_of("enterprise-officer").get("/mine/alerts/")
    own = page.context["only"]
    assert own.organisation == page.context["actor"].organisation
    assert f"/mine/get/?subject={own.pk}" in page.content.decode()
    assert client_of("zone-officer").get("/mine/alerts/").context["only"] is None
