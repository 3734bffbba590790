"""A language model may propose; what does not stand in the text is refused. The server here is made to misbehave."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from twinwheel.criteria.write import write
from twinwheel.errors import UsageError
from twinwheel.packs import Pack
from twinwheel.reading.drafts import Drafted, draft, of_text
from twinwheel.reading.drafts.endpoint import MAX_ANSWER, Endpoint, Unanswered, from_environment
from twinwheel.reading.text import MappedText

TEXT = "一、申报条件\n员工队伍稳定在20人往上。\n二、支持标准\n给予10万元奖励。"
KEY = "secret-key-1"


class Server(ThreadingHTTPServer):
    """Answers every POST with ``status``, ``body`` and the headers ``sends``, after ``wait`` seconds; keeps what was asked."""

    status: int = 200
    body: bytes = b""
    sends: dict[str, str]
    wait: float = 0
    drip: bool = False
    asked: list[tuple[str, dict[str, str], bytes]]

    def says(self, when: object, quote: object) -> None:
        self.words(json.dumps({"when": when, "quote": quote}, ensure_ascii=False))

    def words(self, content: object) -> None:
        self.body = json.dumps({"choices": [{"message": {"content": content}}]}).encode()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), asked))
        time.sleep(self.server.wait)
        try:
            self.send_response(self.server.status)
            for name, value in self.server.sends.items():
                self.send_header(name, value)
            self.end_headers()
            for at in range(0, len(self.server.body), 1 if self.server.drip else 65_536):
                self.wfile.write(self.server.body[at : at + (1 if self.server.drip else 65_536)])
                if self.server.drip:
                    self.wfile.flush()
                    time.sleep(0.05)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the asker has had enough

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server(("127.0.0.1", 0), Handler)
    found.asked, found.sends = [], {}
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield found
    found.shutdown()
    thread.join()
    found.server_close()


def asked(server: Server, pack: Pack, timeout: float = 5) -> Drafted:
    return draft(
        of_text(MappedText.of(TEXT)), pack, sha256="0" * 64, model=Endpoint(server.url, KEY, timeout=timeout)
    )


def test_a_sound_proposal_is_taken_and_marked(server: Server, pack: Pack) -> None:
    server.says("从业人数 >= 20", "员工队伍稳定在20人往上")
    (criterion,) = asked(server, pack).measures[0].criteria
    assert criterion.node is not None
    assert write(criterion.node) == "从业人数 >= 20"
    assert criterion.proposed_by == "model"
    ((path, headers, body),) = server.asked
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert "员工队伍稳定在20人往上" in json.loads(body)["messages"][1]["content"]


REFUSED = [
    ("从业人数 >= 30", "员工队伍稳定在20人往上", "numbers that do not stand"),
    ("从业人数 >= 20 AND 营业收入 >= 1000", "员工队伍稳定在20人往上", "numbers that do not stand"),
    ("从业人数 >= 20", "员工不少于20人", "quotation does not stand"),
    ("从业人数 >= 20", "给予10万元奖励", "quotation does not stand"),
    ("从业人数 >= 20", "", "quotation does not stand"),
    ("职工总人数 >= 20", "员工队伍稳定在20人往上", "unknown field"),
    ("孵化场地面积 >= 20", "员工队伍稳定在20人往上", "not a sound expression"),
    ("注册区 = '海淀区'", "员工队伍稳定", "values that do not stand"),
    ("从业人数 >= (SELECT 20)", "员工队伍稳定在20人往上", "not a sound expression"),
    ("从业人数 IS NOT NULL", "员工队伍稳定在20人往上", "asks what was filed"),
    ("TRUE", "员工队伍稳定在20人往上", "reads no field"),
    ("从业人数 >= 20; DROP TABLE x", "员工队伍稳定在20人往上", "not a sound expression"),
    ("(" * 5000, "员工队伍稳定在20人往上", "no text"),
    (7, "员工队伍稳定在20人往上", "no text"),
    ("从业人数", "员工队伍稳定在20人往上", "not a sound expression"),
]


@pytest.mark.parametrize(("when", "quote", "why"), REFUSED)
def test_what_does_not_hold_is_refused_with_the_reason(
    when: object, quote: object, why: str, server: Server, pack: Pack
) -> None:
    server.says(when, quote)
    found = asked(server, pack)
    (criterion,) = found.measures[0].criteria
    assert criterion.node is None
    assert why in str(found.refused[-1]["why"])


def test_a_model_that_has_nothing_to_propose_is_no_failure(server: Server, pack: Pack) -> None:
    server.says(None, "")
    assert asked(server, pack).refused == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b'{"choices": []}',
        b'{"choices": [{"message": {"content": 7}}]}',
        b"[" * 100_000,
    ],
)
def test_an_answer_that_is_no_completion_is_refused(body: bytes, server: Server, pack: Pack) -> None:
    server.body = body
    assert "no chat completion" in str(asked(server, pack).refused[-1]["why"])


@pytest.mark.parametrize("content", ["I cannot.", "{", "[1]", '{"when": "从业人数 >= 20"}'])
def test_words_that_are_no_proposal_are_refused(content: str, server: Server, pack: Pack) -> None:
    server.words(content)
    found = asked(server, pack)
    assert found.measures[0].criteria[0].node is None
    assert found.refused


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_a_server_that_fails_leaves_the_draft_as_it_was(status: int, server: Server, pack: Pack) -> None:
    server.status = status
    assert f"status {status}" in str(asked(server, pack).refused[-1]["why"])


def test_a_redirect_is_not_followed_so_the_key_goes_nowhere_else(server: Server, pack: Pack) -> None:
    other = Server(("127.0.0.1", 0), Handler)
    other.asked, other.sends = [], {}
    server.status, server.sends = 302, {"Location": other.url}
    found = asked(server, pack)
    other.server_close()
    assert other.asked == []
    assert "status 302" in str(found.refused[-1]["why"])


def test_a_slow_server_is_given_up(server: Server, pack: Pack) -> None:
    server.wait = 1
    started = time.monotonic()
    found = asked(server, pack, timeout=0.2)
    assert time.monotonic() - started < 0.9
    assert "no answer within" in str(found.refused[-1]["why"])


def test_a_server_that_sends_a_byte_now_and_then_is_given_up_too(server: Server, pack: Pack) -> None:
    server.words("x" * 1000)
    server.drip = True
    assert "no answer within" in str(asked(server, pack, timeout=0.3).refused[-1]["why"])


def test_an_endless_answer_is_cut_off(server: Server, pack: Pack) -> None:
    server.body = b"x" * (MAX_ANSWER + 10)
    assert "longer than" in str(asked(server, pack).refused[-1]["why"])


def test_a_server_that_is_not_there(pack: Pack) -> None:
    gone = Server(("127.0.0.1", 0), Handler)
    url = gone.url
    gone.server_close()
    with pytest.raises(Unanswered, match="cannot be reached"):
        Endpoint(url, KEY, timeout=1).ask("a", "b")


def test_the_key_is_in_no_message() -> None:
    assert KEY not in repr(Endpoint("http://127.0.0.1:1/v1", KEY))
    with pytest.raises(UsageError) as wrong:
        from_environment({"TWINWHEEL_LLM_URL": "ftp://x/", "TWINWHEEL_LLM_KEY": KEY})
    assert KEY not in str(wrong.value)


def test_nothing_is_asked_without_an_address() -> None:
    assert from_environment({}) is None
    assert from_environment({"TWINWHEEL_LLM_KEY": KEY}) is None


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://", "x", "http://a:b@c/", "http://h:99999/", "http://h/ x"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(UsageError):
        from_environment({"TWINWHEEL_LLM_URL": url})
