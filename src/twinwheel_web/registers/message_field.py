"""A message of the library in a column of the database: filed once, said to each reader in the language of the page."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from twinwheel.messages import Message, from_json, joined, to_json

_BEGIN = '{"pattern": '


class MessageField(models.TextField):  # type: ignore[type-arg]  # as Django has it
    """Text. A message is kept with its pattern and values, and is one again when it is read; other words stand as they are.

    Words that look like a message that was filed, such as those of an uploaded file, are filed within one: nobody's words
    become a pattern.
    """

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, str) and not isinstance(value, Message) and value.startswith(_BEGIN):
            value = joined("", [value])
        if isinstance(value, Message):
            return json.dumps(to_json(value), ensure_ascii=False)
        return super().get_prep_value(value)

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        return self.to_python(value)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and not isinstance(value, Message) and value.startswith(_BEGIN):
            return from_json(json.loads(value))
        return value if isinstance(value, Message) else super().to_python(value)

    def value_to_string(self, obj: models.Model) -> Any:
        return self.get_prep_value(self.value_from_object(obj))
