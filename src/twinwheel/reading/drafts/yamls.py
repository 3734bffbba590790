"""YAML of a draft: numbers plain and exact, text in quotes wherever it could be taken for something else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import yaml


class _Dumper(yaml.SafeDumper):
    """A dumper of this module alone, so that nobody else's YAML changes."""


_PLAIN = re.compile(r"[一-龥A-Za-z][^:#\[\]{}\"'&*!|>%@`]*")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "none"}


def _text(dumper: _Dumper, value: str) -> yaml.Node:
    plain = bool(_PLAIN.fullmatch(value)) and value.lower() not in _WORDS and value == value.strip()
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if plain else '"')


def _decimal(dumper: _Dumper, value: Decimal) -> yaml.Node:
    whole = value == value.to_integral_value()
    written = f"{value:f}" if not whole else f"{int(value)}"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'int' if whole else 'float'}", written)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Decimal, _decimal)


def dump(value: Mapping[str, Any]) -> str:
    """One YAML document, keys in their order."""
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


def both(zh: str, en: str) -> dict[str, str]:
    return {"zh": clean(zh) or "（空）", "en": en}


def clean(words: str) -> str:
    """One line that YAML takes, without characters that do not print."""
    kept = "".join(char if char.isprintable() else " " for char in words)
    return re.sub(r"\s+", " ", kept).strip()


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]
