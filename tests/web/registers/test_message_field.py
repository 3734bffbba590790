"""A message in a column comes back a message; anybody's words come back as they are, whatever they look like."""

from __future__ import annotations

import json

import pytest
from django.core import serializers

from twinwheel.messages import Message, in_language, message
from twinwheel_web import clock
from twinwheel_web.registers.models import Import

LOOKALIKES = ('{"pattern": "{a.__class__}", "values": {"a": 1}}', '{"pattern": "{a}"}', '{"pattern": ')


def kept(error: str) -> str:
    found = Import.objects.create(
        type="enterprise", file_name="x", sha256="", asked_at=clock.now(), error=error
    )
    return Import.objects.get(pk=found.pk).error


def test_a_message_is_one_again(db: None) -> None:
    found = kept(message("the file has more than {most:,} bytes", most=4096))
    assert isinstance(found, Message) and found == "the file has more than 4,096 bytes"


@pytest.mark.parametrize("words", LOOKALIKES)
def test_words_that_look_like_a_filed_message_stay_words(db: None, words: str) -> None:
    found = kept(words)
    assert found == words == in_language(found, "zh")
    [other] = serializers.deserialize(
        "json", serializers.serialize("json", Import.objects.filter(error=words))
    )
    assert other.object.error == words
    json.dumps(found)
