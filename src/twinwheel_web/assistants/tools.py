"""One function a tool: a question in, an answer in its shape and a few words out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from twinwheel.packs import Pack
from twinwheel_web.api.answers import catalogue, measures, profile
from twinwheel_web.api.answers.forms import Wrong, the_pack, unknown
from twinwheel_web.api.answers.values import known_type, read_values
from twinwheel_web.assistants import telling

if TYPE_CHECKING:
    from twinwheel.criteria.subject import Subject
    from twinwheel.matching.plan import Plan

CRITERION = {"zh": "条件", "en": "criterion"}
PLANS = 16  # kept: a day and type of subject each

Values = Mapping[str, Any]


class Told(NamedTuple):
    """An answer in its shape, and in a few words."""

    answer: dict[str, Any]
    words: str


class Tools:
    """The tools over one pack. ``today`` is asked where a question names no day.

    All raise ``Wrong`` or ``Misfits`` where a question cannot be answered.
    """

    def __init__(self, pack: Pack, today: Callable[[], date]) -> None:
        self.pack, self.today = pack, today
        self._plan = lru_cache(PLANS)(self._make_plan)

    def find_measures(self, wanted: measures.Wanted, as_of: str, limit: int, lang: str) -> Told:
        """Measures that hold all words and fit the filters, best first."""
        day = self._day(as_of)
        for _name, error in measures.misnamed(self.pack, wanted):
            raise error
        found = measures.listed(self.pack, day, wanted)
        lines = [measures.line(self.pack, each, day) for each in found[:limit]]
        answer = {"as_of": day.isoformat(), "total": len(found), "measures": lines}
        return Told(answer, telling.measures(answer, lang))

    def find_fields(self, query: str, subject: str, limit: int, lang: str) -> Told:
        """Fields of a type of subject whose name or question holds ``query``, and how a value of each is written."""
        asked = query.lower().strip()
        found = [
            each
            for each in catalogue.fields(self.pack, known_type(self.pack, subject))
            if asked
            in f"{each['name']} {each['en']} {each['question']['zh']} {each['question']['en']}".lower()
        ]
        lists = sorted({each["codes"] for each in found[:limit] if each["codes"]})
        codes = {id: [code.value for code in self.pack.code_lists[id].codes] for id in lists}
        answer = {"total": len(found), "fields": found[:limit], "codes": codes}
        return Told(answer, telling.fields(answer, lang))

    def check_eligibility(self, values: Values, subject: str, measure: str, as_of: str, lang: str) -> Told:
        """What a subject may have: each measure in force with outcome, money, and what is missing or not met."""
        plan, known = self._read(values, subject, as_of)
        answer = profile.decisions(profile.only(plan, measure) if measure else plan, known, ways=False)
        answer["decisions"] = [_short(each) for each in answer["decisions"]]
        return Told(answer, telling.decisions(answer, lang))

    def explain(self, measure: str, values: Values, as_of: str, lang: str) -> Told:
        """One measure for a subject: every criterion with what was read and lacking, and how it could be met."""
        plan, known = self._read(values, measures.spec_of(self.pack, measure).subject, as_of)
        answer = profile.decisions(profile.only(plan, measure), known)["decisions"][0]
        return Told(answer | {"as_of": plan.as_of.isoformat()}, telling.explanation(answer, lang))

    def what_is_missing(self, values: Values, subject: str, limit: int, as_of: str, lang: str) -> Told:
        """The next questions to ask a subject, the most deciding first."""
        plan, known = self._read(values, subject, as_of)
        answer = profile.questions(plan, known, limit)
        return Told(answer, telling.questions(answer, lang))

    def cite(self, measure: str, criterion: str, number: str, as_of: str, lang: str) -> Told:
        """The words that a criterion or a number of a measure comes from, with document, number and article."""
        full = measures.full(self.pack, measures.spec_of(self.pack, measure), self._day(as_of))
        criteria, gives = full["criteria"], full["gives"]
        if criterion:
            ids = [each["id"] for each in criteria]
            if criterion not in ids:
                raise unknown(CRITERION, criterion, ids)
            criteria, gives = [each for each in criteria if each["id"] == criterion], []
        if number:
            wanted = _number(number)
            criteria = [each for each in criteria if wanted in _of_criterion(each)]
            gives = [each for each in gives if wanted in _of_benefit(each)]
        kept = {name: full[name] for name in ("title", "as_of", "status", "source")}
        answer = kept | {
            "measure": measure,
            "pack": the_pack(self.pack),
            "criteria": criteria,
            "gives": gives,
        }
        return Told(answer, telling.citation(answer, lang))

    def _make_plan(self, subject: str, day: date) -> Plan:
        from twinwheel.matching.plan import plan

        return plan(self.pack, subject, day)

    def _read(self, values: Values, subject: str, as_of: str) -> tuple[Plan, Subject]:
        known = read_values(self.pack, known_type(self.pack, subject), values)
        return self._plan(subject, self._day(as_of)), known

    def _day(self, as_of: str) -> date:
        if not as_of:
            return self.today()
        try:
            day = date.fromisoformat(as_of)
        except ValueError:
            day = date.min
        if not 1900 <= day.year < 2200:
            shown = as_of[:40]
            raise Wrong(
                {"zh": f"“{shown}”不是日期", "en": f'not a day: "{shown}"'},
                {"zh": "写作 2026-11-22。", "en": "Write 2026-11-22."},
            )
        return day


def _short(decision: dict[str, Any]) -> dict[str, Any]:
    """A decision without its reasons, but for the labels of what is not met or waits for a person."""

    def labels(verdict: str | None) -> list[dict[str, str]]:
        return [each["label"] for each in decision["criteria"] if each["verdict"] == verdict]

    kept = {
        name: decision[name]
        for name in ("measure", "title", "outcome", "amount_yuan", "missing", "confidence")
    }
    return kept | {"not_met": labels("not_met"), "by_a_person": labels(None)}


def _number(text: str) -> Decimal:
    """A number as people write it: 5%, 1,000, 0.05."""
    plain = text.strip().replace(",", "").replace("，", "")
    try:
        found = Decimal(plain.rstrip("%％"))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        shown = text[:40]
        raise Wrong({"zh": f"“{shown}”不是数字", "en": f'not a number: "{shown}"'})
    return found / 100 if plain.endswith(("%", "％")) else found


def _of_criterion(criterion: dict[str, Any]) -> set[Decimal]:
    return {
        found
        for each in criterion["thresholds"]
        for value in each["values"]
        if (found := _plain(value)) is not None
    }


def _of_benefit(benefit: dict[str, Any]) -> set[Decimal]:
    amount = benefit["amount"] or {}
    written = [amount.get(name) for name in ("base", "rate", "floor", "cap")]
    written += [benefit["years"], *benefit["values"].values()]
    return {found for value in written if (found := _plain(value)) is not None}


def _plain(value: Any) -> Decimal | None:
    """The number a text is, or begins with; None where it is an expression."""
    try:
        return Decimal(str(value).split(" ")[0])
    except InvalidOperation:
        return None
