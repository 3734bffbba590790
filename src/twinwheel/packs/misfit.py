"""What pydantic finds wrong with a value, as a message; its English is pydantic's own.

Here stands whatever the format of a pack can come to. Of anything else pydantic's own words are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from twinwheel.messages import joined, message


def misfit(error: Mapping[str, Any]) -> str:
    """One of ``ValidationError.errors()`` in words that follow a colon.

    >>> misfit({"type": "int_type", "msg": "Input should be a valid integer"})
    'input should be a valid integer'
    """
    facts = error.get("ctx", {})
    if error["type"] == "value_error":  # raised by a model of ours, with a message
        said: str = facts["error"].args[0]
        return said
    plain = f"{error['msg'][:1].lower()}{error['msg'][1:]}"
    known = _known(error["type"], {name: str(value) for name, value in facts.items()})
    return known if known == plain else plain


def _known(kind: str, facts: Mapping[str, str]) -> str | None:
    match kind:
        case "string_type":
            return message("input should be a valid string")
        case "string_too_short":
            return message("string should have at least 1 character")
        case "string_too_long":
            return message("string should have at most {max_length} characters", **facts)
        case "string_pattern_mismatch":
            return message("string should match pattern '{pattern}'", **facts)
        case "bool_type":
            return message("input should be a valid boolean")
        case "bool_parsing":
            return message("input should be a valid boolean, unable to interpret input")
        case "int_type":
            return message("input should be a valid integer")
        case "int_parsing":
            return message("input should be a valid integer, unable to parse string as an integer")
        case "int_from_float":
            return message("input should be a valid integer, got a number with a fractional part")
        case "decimal_type":
            return message("decimal input should be an integer, float, string or Decimal object")
        case "decimal_parsing":
            return message("input should be a valid decimal")
        case "greater_than":
            return message("input should be greater than {gt}", **facts)
        case "greater_than_equal":
            return message("input should be greater than or equal to {ge}", **facts)
        case "less_than_equal":
            return message("input should be less than or equal to {le}", **facts)
        case "date_type":
            return message("input should be a valid date")
        case "date_from_datetime_parsing":
            return message("input should be a valid date or datetime, {error}", **facts)
        case "literal_error":
            allowed = joined(message(" or "), facts["expected"].rsplit(" or ", 1))
            return message("input should be {allowed}", allowed=allowed)
        case "dict_type":
            return message("input should be a valid dictionary")
        case "model_type":
            return message("input should be a valid dictionary or instance of {class_name}", **facts)
        case "list_type":
            return message("input should be a valid list")
        case "too_short" if facts["min_length"] == "1":
            return message("list should have at least 1 item after validation, not {actual_length}", **facts)
        case "too_short":
            return message(
                "list should have at least {min_length} items after validation, not {actual_length}", **facts
            )
        case "too_long":
            return message(
                "list should have at most {max_length} items after validation, not {actual_length}", **facts
            )
    return None
