"""Keys, scopes, rates, errors in one shape, ETags, pages, other origins."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory

from twinwheel_web import clock
from twinwheel_web.api import keys, rates
from twinwheel_web.api.models import Key, Spent
from twinwheel_web.registers.models import Filing, Subject

OWN = "/own/subjects"


def own(username: str) -> Subject:
    return Subject.objects.get(organisation__memberships__user__username=username)


def problem(response: Any, status: int, name: str) -> Any:
    """The body of a problem, once its form was looked at."""
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    body = response.json()
    assert body["type"] == f"/api/docs#problem-{name}" and body["status"] == status and body["title"]
    return body


# --- errors


@pytest.mark.parametrize(
    ("path", "body", "status", "name", "says"),
    [
        ("/nothing", None, 404, "not-found", ""),
        ("/measures/nat-hnte-2017", None, 404, "not-found", "nat-hnte-2016"),
        ("/codes/theme", None, 404, "not-found", "themes"),
        ("/documents/999999999/records", None, 404, "not-found", ""),
        ("/measures?levle=x", None, 422, "validation", '"parameter": "levle"'),
        ("/measures?level=nationl", None, 422, "validation", "national"),
        ("/measures?as_of=2026-02-30", None, 422, "validation", '"parameter": "as_of"'),
        ("/measures?as_of=20260101", None, 422, "validation", "2026-11-22"),
        ("/measures?page=0", None, 422, "validation", "at least 1"),
        ("/measures?per_page=201", None, 422, "validation", "at most 200"),
        ("/measures?q=%00", None, 422, "validation", "signs"),
        ("/search", None, 422, "validation", "is needed"),
        ("/match", "{", 400, "malformed", ""),
        ("/match", '{"values": {"从业人数": NaN}}', 400, "malformed", ""),
        ("/match", "[" * 20_000, 400, "malformed", ""),
        ("/match", {}, 422, "validation", "#/values"),
        ("/match", {"values": {}, "measure": "nat-hnte"}, 422, "validation", "nat-hnte-2016"),
        (
            "/match",
            {"values": {}, "measure": "nat-hnte-2016", "subject": "person"},
            422,
            "validation",
            "not decided",
        ),
        ("/match", {"values": {}, "subject": "enterprse"}, 422, "validation", "enterprise"),
        ("/match", {"values": {}, "vlaues": {}}, 422, "validation", "#/vlaues"),
        ("/match", {"values": {"居民企": True}}, 422, "validation", "居民企业"),
        ("/match", {"values": {"从业人数": "x"}}, 422, "validation", "#/values/从业人数"),
        ("/match", '{"values": {"从业人数": 1e999}}', 422, "validation", "finite"),
        ("/match", '{"values": {"从业人数": 1' + "0" * 400 + "}}", 422, "validation", "finite"),
        ("/match", {"values": {"a/b~c": 1}}, 422, "validation", "#/values/a~1b~0c"),
        ("/match", '{"values": {"\\ud800": 1}}', 422, "validation", ""),
        ("/match", {"values": {str(each): 1 for each in range(401)}}, 422, "validation", "at most 400"),
        ("/match", '{"values": {}, "x": "' + "x" * 300_000 + '"}', 413, "too-large", "256 KB"),
        ("/explain/nat-hnte", {"values": {}}, 404, "not-found", "nat-hnte-2016"),
        (OWN, None, 401, "key", ""),
    ],
    ids=lambda each: str(each)[:40],
)
def test_what_is_wrong_is_said_in_one_shape(
    ask: Any, path: str, body: Any, status: int, name: str, says: str
) -> None:
    found = problem(ask(path, body), status, name)
    assert says in json.dumps(found, ensure_ascii=False)


def test_errors_are_in_the_language_of_the_caller(ask: Any) -> None:
    zh = problem(ask("/match", {"values": {"居民企": True}}, lang="zh-CN"), 422, "validation")
    en = problem(ask("/match", {"values": {"居民企": True}}, lang="en-GB"), 422, "validation")
    assert zh["errors"][0]["advice"] == "是否应为“居民企业”？" and "没有" in zh["errors"][0]["detail"]
    assert en["errors"][0]["advice"] == 'Did you mean "居民企业"?' and zh["title"] != en["title"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_another_method_is_told_which_there_are(db: None, method: str) -> None:
    response = getattr(Client(), method)("/api/v1/measures", content_type="application/json")
    problem(response, 405, "method")
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_a_body_that_does_not_say_it_is_json_is_refused(db: None) -> None:
    problem(Client().post("/api/v1/match", "{}", content_type="text/plain"), 415, "media-type")


def test_a_defect_is_answered_in_the_same_shape_and_logged(ask: Any, monkeypatch: Any, caplog: Any) -> None:
    from twinwheel_web.api.endpoints import policy

    monkeypatch.setattr(policy.catalogue, "code_lists", lambda pack: 1 / 0)
    body = problem(ask("/codes"), 500, "failed")
    assert "ZeroDivisionError" not in json.dumps(body) and "ZeroDivisionError" in caplog.text


# --- keys and scopes


def test_only_the_hash_of_a_token_is_kept(token_of: Any) -> None:
    token = token_of()
    key = Key.objects.get()
    assert token not in json.dumps([str(value) for value in vars(key).values()])
    assert keys.find(token, clock.now()) == key
    assert keys.find(token[:-1] + ("A" if token[-1] != "A" else "B"), clock.now()) is None


@pytest.mark.parametrize("change", ["revoked", "run out", "strange"])
def test_a_key_that_does_not_stand_opens_nothing_not_even_what_is_public(
    ask: Any, token_of: Any, change: str
) -> None:
    token = token_of()
    if change == "revoked":
        keys.revoke(Key.objects.get().organisation, Key.objects.get().pk, clock.now())
    elif change == "run out":
        Key.objects.update(expires=clock.today() - timedelta(days=1))
    else:
        token = "tw_00000000_" + "x" * 43
    response = ask("/measures", key=token)
    problem(response, 401, "key")
    assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("scopes", "reads", "sees", "files"),
    [
        (("read:public",), 200, 403, 403),
        (("read:own",), 403, 200, 403),
        (("file:own",), 403, 403, 200),
        (("read:public", "read:own", "file:own"), 200, 200, 200),
    ],
)
def test_a_key_may_what_its_scopes_say(
    ask: Any, token_of: Any, scopes: tuple[str, ...], reads: int, sees: int, files: int
) -> None:
    token, code = token_of("enterprise-manager", *scopes), own("enterprise-manager").code
    assert ask("/measures", key=token).status_code == reads
    assert ask(OWN, key=token).status_code == sees
    assert ask(f"{OWN}/enterprise/{code}/values", {"values": {"从业人数": 5}}, key=token).status_code == files


def test_a_key_sees_its_own_subject_and_nobody_elses(ask: Any, token_of: Any) -> None:
    mine, other = own("enterprise-manager"), own("other-enterprise")
    token = token_of()
    assert [each["code"] for each in ask(OWN, key=token).json()["items"]] == [mine.code]
    for path in ("", "/decisions", "/questions"):
        assert ask(f"{OWN}/enterprise/{mine.code}{path}", key=token).status_code == 200
        problem(ask(f"{OWN}/enterprise/{other.code}{path}", key=token), 404, "not-found")
    problem(ask(f"{OWN}/enterprise/{other.code}/values", {"values": {}}, key=token), 404, "not-found")


def test_an_agents_key_does_not_reach_those_it_acts_for(ask: Any, token_of: Any) -> None:
    assert ask(OWN, key=token_of("agent")).json()["items"] == []


def test_filing_leaves_history_and_never_replaces_a_certified_value(ask: Any, token_of: Any) -> None:
    subject = own("enterprise-manager")
    subject.values["从业人数"], subject.certificates["从业人数"] = 7, {"source": "统计部门", "until": None}
    subject.save()
    path, token = f"{OWN}/enterprise/{subject.code}", token_of()
    found = ask(f"{path}/values", {"values": {"从业人数": 8, "营业收入": 120.5}, "source": "ERP"}, key=token)
    assert found.status_code == 200 and found.json()["kept"] == ["从业人数"]
    values = ask(path, key=token).json()["values"]
    assert (values["从业人数"], values["营业收入"]) == (7, 120.5)
    filing = Filing.objects.get(pk=found.json()["filing"])
    assert filing.organisation == subject.organisation and filing.source.startswith("ERP · API a test tw_")
    ask(f"{path}/values", {"values": {"营业收入": None}}, key=token)
    assert "营业收入" not in ask(path, key=token).json()["values"]


def test_nothing_is_filed_where_one_value_does_not_fit(ask: Any, token_of: Any) -> None:
    subject, count = own("enterprise-manager"), Filing.objects.count()
    body = {"values": {"营业收入": 1, "从业人数": "many"}}
    problem(ask(f"{OWN}/enterprise/{subject.code}/values", body, key=token_of()), 422, "validation")
    assert Filing.objects.count() == count


def test_a_session_is_no_key(client_of: Any) -> None:
    problem(client_of("enterprise-manager").get(f"/api/v1{OWN}"), 401, "key")


def test_an_anonymous_profile_leaves_no_trace(ask: Any, caplog: Any) -> None:
    before = Subject.objects.count(), Filing.objects.count()
    caplog.set_level("DEBUG", "twinwheel")
    assert ask("/match", {"values": {"从业人数": 31415}, "ways": False}).status_code == 200
    assert (Subject.objects.count(), Filing.objects.count()) == before
    assert "31415" not in caplog.text
    assert not any("127.0.0.1" in each for each in Spent.objects.values_list("caller", flat=True))


# --- rates


def test_a_caller_without_key_is_counted_and_told_when_to_come_again(
    ask: Any, token_of: Any, settings: Any
) -> None:
    settings.TWINWHEEL = replace(settings.TWINWHEEL, api_rate="2/h")
    left = [ask("/codes")["RateLimit"].partition(";t=")[0] for _ in range(2)]
    assert left == ['"default";r=1', '"default";r=0']
    response = ask("/codes")
    problem(response, 429, "rate")
    assert 0 < int(response["Retry-After"]) <= 3600 and response["RateLimit-Policy"] == '"default";q=2;w=3600'
    assert ask("/codes", key=token_of()).status_code == 200


def test_whoever_tries_keys_is_counted(ask: Any, settings: Any) -> None:
    settings.TWINWHEEL = replace(settings.TWINWHEEL, api_rate="2/h")
    tried = [ask("/codes", key=f"tw_0000000{number}_{'a' * 43}").status_code for number in range(3)]
    assert tried == [401, 401, 429]


def test_a_program_that_asks_for_a_decision_keeps_nobody_from_writing(ask: Any, monkeypatch: Any) -> None:
    from twinwheel_web.api.answers import profile

    depth = []
    decisions = profile.decisions

    def noted(*given: Any, **also: Any) -> Any:
        depth.append(len(connection.savepoint_ids))
        return decisions(*given, **also)

    outside = len(connection.savepoint_ids)
    monkeypatch.setattr(profile, "decisions", noted)
    assert ask("/match", {"values": {}, "ways": False}).status_code == 200
    assert depth == [outside]


def test_a_key_has_its_own_rate(ask: Any, token_of: Any) -> None:
    token = token_of()
    Key.objects.update(rate="1/h")
    assert [ask("/codes", key=token).status_code for _ in range(2)] == [200, 429]


def test_a_new_window_begins_anew_and_old_ones_are_removed(db: None) -> None:
    rate, moment = rates.read_rate("1/m"), clock.now()
    assert [rates.spend("x", rate, moment).left for _ in range(3)] == [0, -1, -2]
    assert rates.spend("x", rate, moment + timedelta(seconds=60)).left == 0
    assert Spent.objects.filter(caller="x").count() == 1


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "address"),
    [
        (0, "6.6.6.6", "10.0.0.1", "10.0.0.1"),
        (1, "6.6.6.6, 9.9.9.9", "10.0.0.1", "9.9.9.9"),
        (2, "6.6.6.6, 9.9.9.9, 10.0.0.2", "10.0.0.1", "9.9.9.9"),
        (2, "9.9.9.9", "10.0.0.1", "9.9.9.9"),
        (1, "", "10.0.0.1", "10.0.0.1"),
        (0, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (0, "", "::ffff:9.9.9.9", "9.9.9.9"),
    ],
)
def test_what_a_caller_writes_of_its_address_is_not_believed(
    proxies: int, forwarded: str, remote: str, address: str
) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=remote, headers={"X-Forwarded-For": forwarded})
    assert rates.address(request, proxies) == address


@pytest.mark.parametrize("text", ["", "0/m", "60", "60/w", "-1/m", "60 /m", "٣/m"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="60/m"):
        rates.read_rate(text)


# --- ETags, pages, origins


def test_an_answer_that_has_not_changed_costs_nothing(ask: Any, monkeypatch: Any) -> None:
    first = ask("/measures", as_of="2026-11-21")
    tag = first["ETag"]
    assert not tag.startswith("W/") and first["Cache-Control"] == "public, no-cache"
    from twinwheel_web.api.answers import measures

    monkeypatch.setattr(measures, "listed", lambda *given: 1 / 0)  # it is not even looked for
    again = ask("/measures", as_of="2026-11-21", headers={"If-None-Match": f'"x", W/{tag}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)


def test_what_is_not_there_is_not_unchanged(ask: Any) -> None:
    problem(ask("/measures/nothing", headers={"If-None-Match": "*"}), 404, "not-found")


@pytest.mark.parametrize("change", ["address", "language", "day", "pack"])
def test_an_etag_changes_with_what_the_answer_hangs_on(ask: Any, monkeypatch: Any, change: str) -> None:
    from twinwheel_web import pack

    first = ask("/measures")["ETag"]
    if change == "day":
        monkeypatch.setattr(clock, "today", lambda: pack.current().info.reviewed)
    if change == "pack":
        other = replace(pack.current(), hash="other")
        monkeypatch.setattr(pack, "current", lambda: other)
    query = {"page": 2} if change == "address" else {}
    assert ask("/measures", lang="zh" if change == "language" else "en", **query)["ETag"] != first


def test_counts_have_another_etag_after_a_run(ask: Any) -> None:
    from twinwheel_web.matches.models import Run

    first, now = ask("/counts")["ETag"], clock.now()
    summary = {"measures": {}, "register": {"rows": 0}}
    Run.objects.create(
        type="enterprise",
        as_of=clock.today(),
        pack_hash="x",
        status="done",
        summary=summary,
        asked_at=now,
        ended_at=now,
    )
    assert ask("/counts")["ETag"] != first


def test_pages_follow_one_another_to_the_end(ask: Any) -> None:
    seen, path = [], "http://testserver/api/v1/codes?per_page=20"
    while path:
        response = ask(path.removeprefix("http://testserver/api/v1"))
        seen += [each["id"] for each in response.json()["items"]]
        links = dict(reversed(each.split("; rel=")) for each in response["Link"].split(", "))
        path = links.get('"next"', "").strip("<>")
    assert len(seen) == len(set(seen)) == response.json()["total"]
    assert ask("/codes", page=999).json()["items"] == []


def test_other_origins_may_read_what_is_public_and_nothing_with_a_key(ask: Any, token_of: Any) -> None:
    assert ask("/measures")["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in ask("/measures")
    assert "Access-Control-Allow-Origin" not in ask("/measures", key=token_of())
    preflight = Client().options("/api/v1/measures", headers={"Origin": "https://example.org"})
    assert preflight.status_code == 204 and preflight["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "Authorization" not in preflight["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Methods" not in Client().options("/api/v1/match")


def test_head_answers_as_get_without_the_body(db: None) -> None:
    response = Client().head("/api/v1/measures")
    assert response.status_code == 200 and response.content == b"" and response["ETag"]


@pytest.mark.parametrize(("path", "most"), [("/measures", 4), ("/documents", 7), (OWN, 8)])
def test_queries_do_not_grow_with_the_page(
    ask: Any,
    token_of: Any,
    django_assert_max_num_queries: Any,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    most: int,
) -> None:
    token = token_of() if path == OWN else ""
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)  # a new window of the rate asks twice more
    ask(path, key=token)
    with django_assert_max_num_queries(most):
        ask(path, key=token)
