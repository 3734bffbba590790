"""The profile of one subject: its values in the sections of the pack, what is certified, and where each came from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from twinwheel_web import pack
from twinwheel_web.registers.models import Filing, Ground, Subject
from twinwheel_web.registers.service import standing

if TYPE_CHECKING:
    from twinwheel.packs.model import FieldSpec


@dataclass(frozen=True)
class Line:
    """One field. ``certificate`` is None for what is self-declared; ``filing`` is where the value came from.

    ``matters``: the field can still change a decision. ``derived``: it follows from others where it is not filed.
    """

    name: str
    spec: FieldSpec
    value: Any
    certificate: Mapping[str, Any] | None
    ended: bool
    filing: Filing | None
    matters: bool
    derived: bool

    @property
    def known(self) -> bool:
        return self.value is not None

    @property
    def locked(self) -> bool:
        """Certified, and the certificate stands: nobody can declare another value over it."""
        return self.certificate is not None and not self.ended


@dataclass(frozen=True)
class Section:
    """A group of the pack. Progress counts what a person has to say, not what follows from it."""

    id: str
    title: Any
    lines: tuple[Line, ...]

    @property
    def asked(self) -> int:
        return sum(not each.derived for each in self.lines)

    @property
    def known(self) -> int:
        return sum(each.known and not each.derived for each in self.lines)

    @property
    def matters(self) -> int:
        return sum(each.matters for each in self.lines)

    @property
    def certified(self) -> int:
        return sum(each.certificate is not None for each in self.lines)


def sections(subject: Subject, day: date, matter: Collection[str] = ()) -> list[Section]:
    """All sections of the subject's type, in the order of the pack."""
    found = pack.current()
    values, origins = standing(subject, day), origins_of(subject, day)
    result = []
    for id, group in found.groups.items():
        if subject.type not in group.subjects:
            continue
        lines = []
        for name, spec in group.fields.items():
            certificate = subject.certificates.get(name)
            lines.append(
                Line(
                    name,
                    spec,
                    values.get(name),
                    certificate,
                    ended=has_ended(certificate, day),
                    filing=origins.get(name),
                    matters=name in matter,
                    derived=name in found.definitions,
                )
            )
        result.append(Section(id, group.title, tuple(lines)))
    return result


def origins_of(subject: Subject, day: date) -> dict[str, Filing]:
    """The filing each value that is kept came from."""
    result: dict[str, Filing] = {}
    held = {name for name, each in subject.certificates.items() if not has_ended(each, day)}
    for filing in subject.filings.select_related("filed_by", "organisation", "imported"):
        for name in filing.values:
            if filing.ground == Ground.CERTIFIED or name not in held:
                result[name] = filing
    known = standing(subject, day)
    return {name: filing for name, filing in result.items() if name in known}


def has_ended(certificate: Mapping[str, Any] | None, day: date) -> bool:
    """Whether a certificate is past its last day."""
    until = (certificate or {}).get("until")
    return until is not None and date.fromisoformat(until) < day


def certificates(subject: Subject, day: date) -> list[Line]:
    """Certified values, those that end first in front, those without an end last."""
    lines = [each for section in sections(subject, day) for each in section.lines if each.certificate]
    return sorted(lines, key=lambda each: ((each.certificate or {}).get("until") or "9999", each.name))
