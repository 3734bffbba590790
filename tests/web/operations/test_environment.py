"""Settings are environment variables; a wrong one stops the start and says what it may be."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from twinwheel.errors import UsageError
from twinwheel_web.environment import read_environment, variables

pytestmark = pytest.mark.once

KEY = "k" * 40


@pytest.fixture
def good(root: Path) -> dict[str, str]:
    return {"TWINWHEEL_PACK": str(root / "packs" / "beijing-sti"), "TWINWHEEL_SECRET_KEY": KEY}


def test_what_is_not_set_has_its_default(good: dict[str, str]) -> None:
    found = read_environment({**good, "PATH": "/bin"})
    assert found.https
    assert not found.demo
    assert found.databases["ENGINE"] == "django.db.backends.sqlite3"
    assert found.databases["NAME"] == str(found.data / "portal.sqlite3")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TWINWHEEL_HTTPS", "maybe", 'TWINWHEEL_HTTPS: "maybe" cannot be used; it may be yes or no'),
        ("TWINWHEEL_LOG", "jsn", 'it may be json or text; did you mean "json"?'),
        ("TWINWHEEL_UPLOAD_MB", "0", "a whole number from 1 to 200"),
        ("TWINWHEEL_UPLOAD_MB", "2٣", "a whole number from 1 to 200"),
        ("TWINWHEEL_PACK", "/nowhere", "there is none in /nowhere"),
        ("TWINWHEEL_TIME_ZONE", "Asia/Peking", "the name of a time zone, such as Asia/Shanghai"),
        ("TWINWHEEL_TIME_ZONE", "../../etc/passwd", "the name of a time zone"),
        ("TWINWHEEL_API_RATE", "60", "a number and a time: 10/s, 60/m"),
        ("TWINWHEEL_CONTACT", "me@example.cn", "an address that begins with mailto: or https:"),
        (
            "TWINWHEEL_OIDC_ISSUER",
            "https://id.example.cn",
            "needs TWINWHEEL_OIDC_CLIENT and TWINWHEEL_OIDC_SECRET",
        ),
        ("TWINWHEEL_HOSTS", "*", "without scheme, port or *"),
        ("TWINWHEEL_HOSTS", "", "names with commas"),
        ("TWINWHEEL_HOSTS", "https://portal.example.cn", "without scheme, port or *"),
        ("TWINWHEEL_DATABASE", "postgresql://me@db/portal?sslmod=require", "?sslmode="),
        ("TWINWHEEL_HOST", "portal", 'nobody reads this variable; did you mean "TWINWHEEL_HOSTS"?'),
    ],
)
def test_a_wrong_one_is_named_with_what_it_may_be(
    good: dict[str, str], name: str, value: str, words: str
) -> None:
    with pytest.raises(UsageError) as error:
        read_environment({**good, name: value})
    assert name in str(error.value)
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TWINWHEEL_SECRET_KEY", "hunter2"),
        ("TWINWHEEL_DATABASE", "mysql://me:hunter2@host/db"),
        ("TWINWHEEL_DATABASE", "postgresql://me:hunter2@host:port/db"),
        ("TWINWHEEL_MAIL", "pop3://me:hunter2@host"),
    ],
)
def test_a_secret_is_never_repeated(good: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(UsageError) as error:
        read_environment({**good, name: value})
    assert name in str(error.value)
    assert "hunter2" not in str(error.value)


def test_all_that_is_wrong_is_said_at_once(good: dict[str, str]) -> None:
    with pytest.raises(UsageError) as error:
        read_environment({**good, "TWINWHEEL_LOG": "x", "TWINWHEEL_HTTPS": "x", "TWINWHEEL_SECRET_KEY": ""})
    assert all(
        name in str(error.value) for name in ("TWINWHEEL_LOG:", "TWINWHEEL_HTTPS:", "TWINWHEEL_SECRET_KEY:")
    )


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("sqlite:////var/lib/p.sqlite3", {"NAME": "/var/lib/p.sqlite3"}),
        (
            "postgresql://zone:s3cret%2F%C3%BC%3A%40@db:5433/portal",
            {"NAME": "portal", "USER": "zone", "PASSWORD": "s3cret/ü:@", "HOST": "db", "PORT": "5433"},
        ),
    ],
)
def test_a_database_is_one_address(good: dict[str, str], url: str, wanted: dict[str, str]) -> None:
    assert wanted.items() <= read_environment({**good, "TWINWHEEL_DATABASE": url}).databases.items()


def test_mail_goes_through_a_server_by_one_address(good: dict[str, str]) -> None:
    mail = read_environment({**good, "TWINWHEEL_MAIL": "smtps://me:p%40ss@mail.example.cn"}).mail
    assert mail is not None
    assert (mail["EMAIL_HOST"], mail["EMAIL_PORT"], mail["EMAIL_USE_SSL"]) == ("mail.example.cn", 465, True)
    assert mail["EMAIL_HOST_PASSWORD"] == "p@ss"


def test_only_the_demo_has_a_key_everybody_knows(good: dict[str, str]) -> None:
    del good["TWINWHEEL_SECRET_KEY"]
    assert read_environment({**good, "TWINWHEEL_DEMO": "yes"}).secret_key
    with pytest.raises(UsageError, match="TWINWHEEL_SECRET_KEY: not set"):
        read_environment(good)


def test_the_demo_answers_to_this_machine_alone(good: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="TWINWHEEL_DEMO: lets anybody into any role"):
        read_environment({**good, "TWINWHEEL_DEMO": "yes", "TWINWHEEL_HOSTS": "portal.example.cn"})


def test_the_demo_is_not_served_to_others_whoever_asked_for_it(
    good: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from twinwheel_web.cli.serve import serve

    for name, value in {**good, "TWINWHEEL_DEMO": "yes"}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(UsageError, match=r"does not listen on 0\.0\.0\.0"):
        serve(demo=False, host="0.0.0.0", port=_free_port(), data=tmp_path)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_folder_for_what_is_kept_is_made_for_its_owner_alone(
    good: dict[str, str], tmp_path: Path
) -> None:
    read_environment({**good, "TWINWHEEL_DATA": str(tmp_path / "a" / "b")}).keep()
    assert (tmp_path / "a" / "b").stat().st_mode & 0o077 == 0
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"TWINWHEEL_DATA: .*cannot be made"):
        read_environment({**good, "TWINWHEEL_DATA": str(tmp_path / "file" / "b")}).keep()


def test_a_connection_to_postgresql_keeps_its_tls(good: dict[str, str]) -> None:
    url = "postgresql://me@db/portal?sslmode=verify-full&sslrootcert=/etc/ca.pem"
    found = read_environment({**good, "TWINWHEEL_DATABASE": url}).databases
    assert found["OPTIONS"] == {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}


def test_every_variable_says_what_it_is() -> None:
    assert all(doc for _, _, doc in variables())
