"""The server for assistants, asked with the protocol's own client: over stdio and over HTTP on loopback."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from twinwheel.cli.main import main
from twinwheel.packs import read_pack
from twinwheel_web.assistants.server import make

pytestmark = pytest.mark.once

PACK = Path(__file__).resolve().parents[3] / "packs" / "beijing-sti"
DAY = "2026-11-21"
TOOLS = ["find_measures", "find_fields", "check_eligibility", "explain", "what_is_missing", "cite"]


def _today() -> Any:
    raise AssertionError("the clock was read, though the question names a day")


@pytest.fixture(scope="module")
def call() -> Any:
    """Call a tool of a server in this process: what it answers, and its words."""
    server = make(read_pack(PACK), _today)

    def call(name: str, **given: Any) -> Any:
        async def ask() -> Any:
            async with Client(server) as client:
                return await client.call_tool(name, given)

        return anyio.run(ask)

    return call


async def _asked(client: Any) -> tuple[Any, ...]:
    tools = (await client.list_tools()).tools
    found = await client.call_tool("cite", {"measure": "nat-hnte-2016", "number": "5%", "as_of": DAY})
    resource = await client.read_resource("twinwheel://fields/person")
    return tools, found, resource


def _holds(tools: Any, found: Any, resource: Any) -> None:
    assert [each.name for each in tools] == TOOLS
    assert all(each.annotations.read_only_hint and each.output_schema and each.description for each in tools)
    assert [each["id"] for each in found.structured_content["criteria"]] == ["rd-ratio"]
    assert "国科发火〔2016〕32号 第十一条(五)" in found.content[0].text
    names = [each["name"] for each in json.loads(resource.contents[0].text)]
    assert names == list(read_pack(PACK).fields_of("person"))


def test_it_answers_over_stdio() -> None:
    words = ["-m", "twinwheel", "mcp", "--pack", str(PACK)]

    async def ask() -> tuple[Any, ...]:
        server = StdioServerParameters(command=sys.executable, args=words)
        async with Client(stdio_client(server)) as client:
            return await _asked(client)

    _holds(*anyio.run(ask))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    words = [sys.executable, "-m", "twinwheel", "mcp", "--pack", str(PACK), "--http", place]
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(place)
            yield f"http://{place}/mcp"
        finally:
            process.terminate()


def _wait(place: str) -> None:
    host, port = place.split(":")
    for _ in range(600):
        with socket.socket() as one:
            if one.connect_ex((host, int(port))) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the server did not come up")


def test_it_answers_over_http_on_loopback(address: str) -> None:
    async def ask() -> tuple[Any, ...]:
        async with Client(address) as client:
            return await _asked(client)

    _holds(*anyio.run(ask))


def test_pages_of_elsewhere_cannot_ask_it(address: str) -> None:
    import http.client

    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
    host = address.removeprefix("http://").removesuffix("/mcp")
    for name, value in (("Host", "evil.example"), ("Origin", "https://evil.example")):
        connection = http.client.HTTPConnection(host)
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json, text/event-stream",
            name: value,
        }
        connection.request("POST", "/mcp", body, headers)
        assert connection.getresponse().status in (403, 421)
        connection.close()


def test_it_needs_the_package_alone() -> None:
    code = (
        "import sys, twinwheel_web.cli.mcp, twinwheel_web.assistants.server; print('django' in sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=_plain(), check=True
    )
    assert found.stdout.strip() == "False"


def _plain() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("TWINWHEEL_")}


@pytest.mark.parametrize(
    ("place", "says"),
    [("0.0.0.0:8000", "this machine alone"), ("127.0.0.1", "no port"), ("127.0.0.1:99999", "no port")],
)
def test_it_serves_loopback_alone(capsys: Any, place: str, says: str) -> None:
    assert main(["mcp", "--pack", str(PACK), "--http", place]) == 2
    assert says in capsys.readouterr().err


def test_without_the_extra_it_says_what_to_install(monkeypatch: Any, capsys: Any) -> None:
    for name in [each for each in sys.modules if each == "mcp" or each.startswith("mcp.")]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, "mcp", None)
    monkeypatch.delitem(sys.modules, "twinwheel_web.cli.mcp", raising=False)
    assert main(["mcp", "--pack", str(PACK)]) == 2
    assert "twinwheel[mcp]" in capsys.readouterr().err


# --- what the tools say


def test_a_tool_says_what_the_command_explain_says(call: Any, tmp_path: Path, capsys: Any) -> None:
    register = tmp_path / "one.json"
    values = {"研发费用占销售收入比": 0.01, "最近一年销售收入": 100, "居民企业": True}
    register.write_text(json.dumps([{"subject_id": "x", **values}], ensure_ascii=False), encoding="utf-8")
    words = ["explain", str(PACK), str(register), "x", "--subject", "enterprise", "--json", "--as-of", DAY]
    assert main(words) == 0
    said = json.loads(capsys.readouterr().out)
    checked = call("check_eligibility", values=values, as_of=DAY).structured_content
    assert checked["pack"] == said["pack"] and checked["best"] == said["best"]
    assert {
        each["measure"]: (each["outcome"], each["amount_yuan"], each["missing"])
        for each in checked["decisions"]
    } == {
        each["measure"]: (each["outcome"], each["amount_yuan"], each["missing"]) for each in said["decisions"]
    }
    (whole,) = [each for each in said["decisions"] if each["measure"] == "nat-hnte-2016"]
    explained = call("explain", measure="nat-hnte-2016", values=values, as_of=DAY).structured_content
    assert explained == whole | {"as_of": DAY}


def test_an_assistant_goes_from_words_to_the_source(call: Any) -> None:
    found = call("find_measures", query="高新技术企业", as_of=DAY).structured_content["measures"]
    id = found[0]["id"]
    assert id == "nat-hnte-2016"
    missing = call("what_is_missing", values={}, limit=1, as_of=DAY).structured_content["questions"]
    name = missing[0]["field"]
    fields = call("find_fields", query=name).structured_content
    assert name in [each["name"] for each in fields["fields"]]
    cited = call("cite", measure=id, criterion="staff-ratio", as_of=DAY).structured_content
    assert cited["source"]["number"] == "国科发火〔2016〕32号"
    assert cited["criteria"][0]["thresholds"][0]["values"] == ["0.1"]


@pytest.mark.parametrize(
    ("tool", "given", "zh", "en"),
    [
        ("find_measures", {"level": "nationl"}, "是否应为“national”？", 'Did you mean "national"?'),
        (
            "check_eligibility",
            {"values": {"居民企": True}},
            "是否应为“居民企业”？",
            'Did you mean "居民企业"?',
        ),
        ("check_eligibility", {"values": {}, "subject": "enterprse"}, "没有对象类型", "no type of subject"),
        ("explain", {"measure": "nat-hnte", "values": {}}, "没有措施", 'Did you mean "nat-hnte-2016"?'),
        (
            "cite",
            {"measure": "nat-hnte-2016", "criterion": "rd-rato"},
            "没有条件",
            'Did you mean "rd-ratio"?',
        ),
        ("cite", {"measure": "nat-hnte-2016", "number": "some"}, "不是数字", "not a number"),
        ("cite", {"measure": "nat-hnte-2016", "as_of": "yesterday"}, "不是日期", "not a day"),
    ],
    ids=str,
)
def test_what_is_wrong_comes_with_advice_in_both_languages(
    call: Any, tool: str, given: dict[str, Any], zh: str, en: str
) -> None:
    for lang, words in (("zh", zh), ("en", en)):
        found = call(tool, **({"as_of": DAY} | given), lang=lang)
        assert found.is_error and found.structured_content is None
        assert words in found.content[0].text


def test_a_question_as_long_as_a_book_is_not_searched_for(call: Any) -> None:
    for tool in ("find_measures", "find_fields"):
        assert call(tool, query="研发" * 200).is_error


def test_words_are_in_the_language_asked_for(call: Any) -> None:
    given = {"values": {"研发费用占销售收入比": 0.01}, "as_of": DAY, "measure": "nat-hnte-2016"}
    zh, en = (call("check_eligibility", **given, lang=lang).content[0].text for lang in ("zh", "en"))
    assert "不符合 1" in zh and "not eligible 1" in en and "R&D ratio" in en


def test_a_number_the_measure_does_not_have_is_not_cited(call: Any) -> None:
    found = call("cite", measure="nat-hnte-2016", number="77", as_of=DAY, lang="en")
    assert found.structured_content["criteria"] == [] and "no such number" in found.content[0].text


def test_a_resource_that_is_not_there_is_said_to_be_missing() -> None:
    server = make(read_pack(PACK), _today)

    async def read() -> None:
        async with Client(server) as client:
            await client.read_resource("twinwheel://fields/enterprse")

    with pytest.raises(BaseException) as found:  # a group of errors, or the error itself
        anyio.run(read)
    assert 'Did you mean "enterprise"?' in _deep(found.value)


def _deep(error: BaseException) -> str:
    return str(error) + "".join(_deep(each) for each in getattr(error, "exceptions", ()))
