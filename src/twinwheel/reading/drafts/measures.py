"""Clauses become draft measures: one for a notice with its conditions, one for each support clause of a catalogue."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from twinwheel.criteria import tree
from twinwheel.packs import Pack
from twinwheel.reading.drafts.around import departments, last_day, papers
from twinwheel.reading.drafts.clauses import ClauseReader, Offer
from twinwheel.reading.drafts.compose import Composer, Condition, any_of
from twinwheel.reading.drafts.conditions import Reader
from twinwheel.reading.drafts.head import Head, head, here
from twinwheel.reading.drafts.lexicon import lexicon
from twinwheel.reading.drafts.policy import Clause, Policy, heading
from twinwheel.reading.drafts.quantities import days
from twinwheel.reading.drafts.roles import Role, heading_role, roles
from twinwheel.reading.text import Span

MAX_MEASURES = 200
MAX_CRITERIA = 200


@dataclass
class Criterion:
    """One criterion of a draft; without a node it is for a person. ``spans`` are offsets of the policy's text."""

    id: str
    label: str
    node: tree.Node | None
    spans: tuple[Span, ...]
    cite: str
    proposed_by: str = "rules"
    common: bool = False
    """Said once for several measures."""
    note: str = ""


@dataclass
class Draft:
    """A draft measure. What the pack format wants beyond it is added when it is written."""

    id: str
    title: str
    title_span: Span | None
    subject: str
    theme: str
    programme: bool
    clause: Clause | None
    criteria: list[Criterion] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    tiers: list[tuple[tree.Node, Decimal]] = field(default_factory=list)
    """Amounts that differ by premise, in the unit of the first offer."""
    materials: list[tuple[str, Span]] = field(default_factory=list)
    departments: list[tuple[str, Span]] = field(default_factory=list)
    window: tuple[str, Span] | None = None
    opens: date | None = None
    closes: date | None = None
    stacking: list[tuple[str, Span]] = field(default_factory=list)
    steps: list[tuple[str, Span]] = field(default_factory=list)


@dataclass
class Drafted:
    """Everything drafted from one policy."""

    policy: Policy
    head: Head
    level: str
    roles: dict[int, Role]
    measures: list[Draft]
    sha256: str
    refused: list[dict[str, object]] = field(default_factory=list)
    """What a model proposed and was not taken, with the reason."""


def drafted(policy: Policy, pack: Pack, *, sha256: str) -> Drafted:
    """Draft measures from a policy, with the words of a pack."""
    return _Assembly(policy, pack, sha256).run()


class _Assembly:
    def __init__(self, policy: Policy, pack: Pack, sha256: str) -> None:
        self.policy, self.pack, self.sha256 = policy, pack, sha256
        self.head = head(policy)
        self.here = here(pack, self.head, policy)
        self.composers = {
            subject: Composer(Reader(lexicon(pack, subject, self.here))) for subject in pack.subjects
        }
        self.scores: dict[int, dict[str, float]] = {}
        self.subject = self._subject(policy.root, None)
        self.roles = roles(policy, self.head, self.composers[self.subject])

    def run(self) -> Drafted:
        units = list(self._units())
        supports = [unit for unit in units if self._supports(unit)]
        independent = [unit for unit in supports if self._stands_alone(unit)]
        lists = any(self._has(unit, "listhead") for unit in units if unit not in supports)
        many = len(independent) >= 2 or (len(supports) >= 3 and not lists)
        measures = self._many(units, supports) if many else self._one(units)
        self._rescue(measures)
        for number, measure in enumerate(measures, 1):
            measure.id = f"draft-{self.sha256[:8]}-{number:02}"
        self._everywhere(measures)
        return Drafted(
            self.policy, self.head, self._level(), self.roles, measures[:MAX_MEASURES], self.sha256
        )

    def _rescue(self, measures: Sequence[Draft]) -> None:
        """What was read as a condition and stands in no measure joins the one it stands nearest behind; none is lost."""
        held = [span for measure in measures for each in measure.criteria for span in each.spans]
        for sentence in self.policy.sentences:
            role = self.roles.get(sentence.number)
            if role not in ("condition", "exclusion") or not measures:
                continue
            if any(span.start < sentence.end and sentence.start < span.end for span in held):
                continue
            rules = [each for each in measures if not each.programme] or list(measures)
            before = [
                each
                for each in rules
                if each.clause and each.clause.all_sentences()[0].start <= sentence.start
            ]
            nearest = before[-1] if before else rules[0]
            alone = Clause("sentence", "", sentences=[sentence])
            for condition in self._reader(None, nearest.subject).conditions(alone):
                nearest.programme = False
                self._add(nearest, condition, False)

    # --- units ----------------------------------------------------------------------------------

    def _units(self) -> Iterator[Clause]:
        """Articles or items of the highest level; of a text without any, its paragraphs."""
        listed = list(self.policy.root.below)
        while any(each.level in ("chapter", "section") for each in listed):
            listed = [
                below
                for each in listed
                for below in (each.below or [each] if each.level in ("chapter", "section") else [each])
                if below is not each or not each.below
            ]
            if all(each.level in ("chapter", "section") and not each.below for each in listed):
                break
            listed = [each for each in listed if each.level not in ("chapter", "section")] or listed
        listed = [part for each in listed for part in self._parts(each)]
        units = [*self._paragraphs(), *listed]
        yield from sorted(
            units, key=lambda each: each.all_sentences()[0].start if each.all_sentences() else 0
        )

    def _parts(self, unit: Clause) -> list[Clause]:
        """The items of a clause that is only the heading over support clauses of their own."""
        giving = [each for each in unit.below if self._has(each, "benefit")]
        named = [each for each in giving if each.heading or each.below]
        own = [
            each
            for each in unit.sentences
            if self.roles.get(each.number) not in ("heading", "other", "purpose")
        ]
        if len(named) < 2 or own or len(named) < len(unit.below) / 2:
            return [unit]
        return list(unit.below)

    def _paragraphs(self) -> Iterator[Clause]:
        """The paragraphs that stand in no clause."""
        loose = [each for each in self.policy.root.sentences if each.number not in self.head.claimed]
        paragraph: Clause | None = None
        last = -1
        for sentence in loose:
            broken = "\n" in self.policy.text[last : sentence.start] if last >= 0 else True
            if paragraph is None or broken:
                if paragraph is not None:
                    yield self._named(paragraph)
                paragraph = Clause("paragraph", "", above=self.policy.root)
            paragraph.sentences.append(sentence)
            last = sentence.end
        if paragraph is not None:
            yield self._named(paragraph)

    def _named(self, paragraph: Clause) -> Clause:
        paragraph.heading = heading(self.policy.text, paragraph)
        if paragraph.heading and heading_role(paragraph.heading) is None:
            self.roles[paragraph.sentences[0].number] = "heading"
        return paragraph

    def _has(self, unit: Clause, *wanted: Role) -> bool:
        return any(self.roles.get(each.number) in wanted for each in unit.all_sentences())

    def _supports(self, unit: Clause) -> bool:
        gives = self._has(unit, "benefit") or any(True for _ in self._reader(None).offers(unit))
        return gives and heading_role(unit.heading) in (None, "other")

    def _stands_alone(self, unit: Clause) -> bool:
        """It has conditions of its own, so that it is more than what the conditions elsewhere lead to."""
        reader = self._reader(unit)
        if self._has(unit, "listhead") or any(
            offer.conditions and not offer.afterwards for offer in reader.offers(unit)
        ):
            return True
        return any(each.node is not None for each in reader.conditions(unit))

    def _reader(self, unit: Clause | None, subject: str | None = None) -> ClauseReader:
        subject = subject or (self._subject(unit, self.subject) if unit is not None else self.subject)
        return ClauseReader(self.policy, self.roles, self.composers[subject])

    # --- whom it is about -----------------------------------------------------------------------

    def _subject(self, unit: Clause, otherwise: str | None) -> str:
        """The type of subject in whose fields most of the words mean something."""
        if id(unit) not in self.scores:
            self.scores[id(unit)] = self._scored(unit)
        scores = dict(self.scores[id(unit)])
        if otherwise is not None:
            scores[otherwise] = scores.get(otherwise, 0) + 1.5
        return max(scores, key=lambda subject: (scores[subject], subject == "enterprise"))

    def _scored(self, unit: Clause) -> dict[str, float]:
        sentences = unit.all_sentences()[:MAX_SCORED]
        said = "".join(self.policy.said(each) for each in sentences)
        scores: dict[str, float] = {}
        for subject, composer in self.composers.items():
            words = [word for book in self.pack.wordbooks.values() for word in book.subjects.get(subject, ())]
            scores[subject] = min(sum(min(said.count(word), 3) for word in words) * 0.25, 3.0)
            for sentence in sentences:
                text = composer.reader.lexicon.spelling.of(
                    self.policy.text[sentence.mark : sentence.end].rstrip("。；; "), 0
                )
                scores[subject] += sum(each.node is not None for each in composer.sentence(text))
        return scores

    def _theme(self, text: str) -> str:
        listed = self.pack.code_lists.get("themes")
        known = [code.value for code in listed.codes] if listed else ["qualification"]
        found = {
            theme: sum(
                text.count(word)
                for book in self.pack.wordbooks.values()
                for word in book.themes.get(theme, ())
            )
            for theme in known
        }
        best = max(known, key=lambda theme: found[theme])
        return best if found[best] else ("innovation" if "innovation" in known else known[0])

    def _level(self) -> str:
        """By the words of the issuer and title; the most local level where nothing says it."""
        listed = self.pack.code_lists.get("levels")
        codes = listed.codes if listed else []
        said = "".join([*self.head.issuers, self.head.title])
        for code in reversed(codes):
            if any(
                name.removesuffix("市").removesuffix("区") in said for name in code.aliases if len(name) > 1
            ):
                return code.value
        if re.search(r"(?:国务院|部|总局|总署)(?:$|、|办公厅)", "、".join(self.head.issuers)) and codes:
            return codes[0].value
        return codes[-1].value if codes else "zone"

    # --- one measure, or many -------------------------------------------------------------------

    def _one(self, units: Sequence[Clause]) -> list[Draft]:
        """One measure of the whole document; benefits for other subjects than the first are measures beside it."""
        reader = self._reader(None)
        measure = self._new(
            self.head.title or "", next(iter(self.head.spans.get("title", ())), None), self.subject, None
        )
        apart: list[list[Offer]] = []
        for unit in units:
            for group in self._grouped(reader.offers(unit)):
                told = any(each.conditions and not each.changed for each in group)
                if told and any(each.conditions for each in measure.offers):
                    apart.append(group)
                else:
                    self._offered(measure, group)
        conditions = [condition for unit in units for condition in reader.conditions(unit)]
        for condition in conditions:
            self._add(measure, condition, False)
        if not measure.criteria and not measure.offers:
            measure.programme = True
        beside = []
        for group in apart[:MAX_MEASURES]:
            title = re.split(r"[，,。；;：:]", group[0].given.words)[0]
            other = self._new(title[:60], group[0].given.span, self.subject, None)
            self._offered(other, group)
            for condition in conditions:
                self._add(other, condition, True)
            beside.append(other)
        return [measure, *beside]

    def _many(self, units: Sequence[Clause], supports: Sequence[Clause]) -> list[Draft]:
        common = [
            unit
            for unit in units
            if unit not in supports
            and self._has(unit, "condition", "exclusion", "listhead")
            and not self._refers(unit, supports)
            and not self._topical(unit)
        ]
        measures: list[Draft] = []
        for unit in units:
            if unit in supports or self._topical(unit):
                referring = [each for each in units if self._refers(each, [unit])]
                measures += self._supported(
                    unit, [each for each in common if self._meant(each, unit, units)], referring
                )
            elif unit not in common and self._is_programme(unit):
                title = unit.heading or self._words(unit)[:40]
                measure = self._new(title, self._span(unit), self.subject, unit)
                measure.programme = True
                measures.append(measure)
        return measures

    def _supported(
        self, unit: Clause, common: Sequence[Clause], referring: Sequence[Clause]
    ) -> Iterator[Draft]:
        """The measure of a support clause; several where its benefits are for different subjects."""
        waiting: list[list[Offer] | None] = [None]
        while waiting:
            group = waiting.pop(0)
            subject = self._subject(unit, self.subject)
            reader = self._reader(unit, subject)
            first = group[0].given if group else None
            title = (first.words if first else unit.heading) or self._words(unit)
            title = re.split(r"[，,。；;：:]", title)[0]
            measure = self._new(title[:60], first.span if first else self._span(unit), subject, unit)
            if group is None:
                waiting += self._fill(measure, unit, reader)
            else:
                self._offered(measure, group)
            for each in referring:
                self._fill(measure, each, reader)
            for each in common:
                self._fill(measure, each, reader, common=True)
            yield measure

    def _topical(self, unit: Clause) -> bool:
        """A clause with conditions under a heading of its own is about that, not about all the others."""
        named = bool(unit.heading) and heading_role(unit.heading) is None
        general = re.search(
            r"本(?:措施|办法|政策|细则|公告|通知)|上述|以上|申报|申请|享受|企业应|被列入", self._words(unit)
        )
        return (
            named
            and general is None
            and self._has(unit, "condition", "listhead")
            and not self._supports(unit)
        )

    def _refers(self, unit: Clause, supports: Sequence[Clause]) -> bool:
        match = re.search(r"第([一二三四五六七八九十]{1,3})条所称", self._words(unit))
        return bool(match) and any(
            match and each is not unit and each.label.strip(" 、第条") == match[1] for each in supports
        )

    def _meant(self, rule: Clause, unit: Clause, units: Sequence[Clause]) -> bool:
        """Whether a rule beside the clauses is about this one: 前条 is the one right before."""
        if re.search(r"前条|上条|前款", self._words(rule)) is None:
            return True
        return units.index(unit) == units.index(rule) - 1

    def _is_programme(self, unit: Clause) -> bool:
        bodies = [
            each
            for each in unit.all_sentences()
            if self.roles.get(each.number) not in ("heading", "foot", "head")
        ]
        free = [
            each
            for each in bodies
            if self.roles.get(each.number) in ("other", "process", "department", "benefit", "condition")
        ]
        named = bool(unit.heading) and heading_role(unit.heading) is None
        return named and bool(free) and len(free) == len(bodies)

    def _new(self, title: str, span: Span | None, subject: str, clause: Clause | None) -> Draft:
        text = (self._words(clause) if clause else self.policy.text[:4000]) + title
        return Draft("", title or "（无标题）", span, subject, self._theme(text), False, clause)

    def _words(self, unit: Clause) -> str:
        return "".join(self.policy.text[each.mark : each.end] for each in unit.all_sentences())

    def _span(self, unit: Clause) -> Span | None:
        first = unit.all_sentences()[:1]
        return Span(first[0].start, first[0].end) if first else None

    # --- what a measure holds -------------------------------------------------------------------

    def _fill(
        self, measure: Draft, unit: Clause, reader: ClauseReader, common: bool = False
    ) -> list[list[Offer]]:
        """Put a clause into a measure. Returns the benefits that are for others than the first, by whom they are for."""
        groups = [] if common else self._grouped(reader.offers(unit))
        others = groups[1:] if measure.clause is unit else []
        for group in groups[: 1 if others else None]:
            self._offered(measure, group)
        for condition in reader.conditions(unit):
            self._add(measure, condition, common)
        return others

    def _grouped(self, offers: Iterator[Offer]) -> list[list[Offer]]:
        """Benefits in a row, a new group where one is for subjects told by other fields."""
        groups: list[list[Offer]] = []
        told: frozenset[str] = frozenset()
        for offer in offers:
            fields = _fields(offer)
            tier = (
                bool(fields & told)
                and _flat(offer) is not None
                and all(_flat(each) is not None or not each.conditions for each in groups[-1])
                if groups
                else False
            )
            other = bool(fields and told) or (
                bool(offer.conditions and groups)
                and not offer.afterwards
                and any(each.conditions and not each.afterwards for each in groups[-1])
            )
            apart = not offer.changed or not fields & told
            if not groups or (other and not tier and apart):
                groups.append([])
                told = frozenset()
            told |= fields
            groups[-1].append(offer)
        return groups

    def _offered(self, measure: Draft, group: Sequence[Offer]) -> None:
        branches = [each.conditions for each in group if each.conditions and not each.afterwards]
        if branches and measure.offers and any(each.conditions for each in measure.offers):
            for each in group:  # a second benefit, for some of those who have the first
                each.apart = bool(each.conditions)
            branches = []
        measure.offers += group
        if branches:
            for condition in self._tiers(measure, group, branches):
                self._add(measure, condition, False)

    def _tiers(
        self, measure: Draft, offers: Sequence[Offer], branches: Sequence[list[Condition]]
    ) -> list[Condition]:
        """Several benefits in one clause, each for its own: one of their premises is enough."""
        if len(branches) == 1:
            return branches[0]
        told = [offer for offer in offers if offer.conditions and not offer.afterwards]
        condition = any_of(branches)
        if condition.node is not None and all(_flat(offer) is not None for offer in told):
            for offer in told:
                when = [each.node for each in offer.conditions if each.node]
                amount = _flat(offer)
                assert amount is not None
                measure.tiers.append((when[0] if len(when) == 1 else tree.And(tuple(when)), amount))
            measure.tiers.sort(
                key=lambda tier: -tier[1]
            )  # who is in two tiers, as of 超过1亿元 and 超过5亿元, has the better
        return [Condition(_ranges(branches), _listed(condition.node), condition.sure)]

    def _add(self, measure: Draft, condition: Condition, common: bool) -> None:
        if len(measure.criteria) >= MAX_CRITERIA:
            return
        if any(each.node == condition.node and condition.node is not None for each in measure.criteria):
            known = next(each for each in measure.criteria if each.node == condition.node)
            known.spans = (*known.spans, *(span for span in condition.spans if span not in known.spans))
            return
        if any(each.spans == condition.spans for each in measure.criteria):
            return
        label = "……".join(
            re.sub(r"\s+", "", self.policy.text[span.start : span.end]) for span in condition.spans
        )
        label = label.strip("，,；;。") or "（原文为空）"
        label = label if len(label) <= 300 else label[:299] + "…"
        number = len(measure.criteria) + 1
        measure.criteria.append(
            Criterion(
                f"c{number}",
                label,
                condition.node,
                condition.spans,
                self._cite(condition.spans[0]),
                common=common,
            )
        )

    def _cite(self, span: Span) -> str:
        for clause in reversed(list(self.policy.root.walk())):
            if any(each.start <= span.start < each.end for each in clause.sentences):
                return clause.cite()
        return ""

    def _everywhere(self, measures: Sequence[Draft]) -> None:
        """Papers, departments, windows and rules of stacking: of their own clause, or of all measures."""
        for measure in measures:
            within = (
                {each.number for each in measure.clause.all_sentences()}
                if measure.clause and len(measures) > 1
                else set()
            )
            elsewhere = {
                each.number
                for other in measures
                if other is not measure and other.clause is not None and len(measures) > 1
                for each in other.clause.all_sentences()
            }
            for sentence in self.policy.sentences:
                if sentence.number in within or sentence.number not in elsewhere:
                    self._beside(measure, sentence.number)

    def _beside(self, measure: Draft, number: int) -> None:
        sentence = self.policy.sentences[number]
        words = self.policy.text[sentence.mark : sentence.end].strip("。；; \n")
        span = Span(sentence.mark, sentence.mark + len(words))
        match self.roles.get(number):
            case "materials":
                measure.materials += list(papers(words, sentence.mark))
            case "stacking":
                measure.stacking.append((words, span))
            case "process":
                measure.steps.append((words, span))
                self._window(measure, words, span)
            case "window":
                self._window(measure, words, span, named=True)
        if self.roles.get(number) in ("department", "process", "window", "validity", "other", "materials"):
            known = [name for name, _ in measure.departments]
            measure.departments += [
                each for each in departments(words, sentence.mark) if each[0] not in known
            ]

    def _window(self, measure: Draft, words: str, span: Span, named: bool = False) -> None:
        found = list(days(words))
        year = found[0].first.year if found else None
        if found and measure.opens is None and measure.closes is None:
            ends = last_day(words, found[0].end, year)
            if ends is not None:
                measure.opens, measure.closes = found[0].first, ends
            elif (
                re.match(r".{0,8}(?:前|截止|止)|\d{1,2}[时:：]", words[found[0].end :])
                or "截止" in words[: found[0].start]
            ):
                measure.closes = found[0].last
            named = named or measure.closes is not None
        if named and measure.window is None:
            measure.window = (words, span)


MAX_SCORED = 150


def _flat(offer: Offer) -> Decimal | None:
    """The one amount a benefit is, in its unit."""
    money = offer.given.money
    if money is None or money.rate is not None or not isinstance(money.base, Decimal):
        return None
    return money.base


def _fields(offer: Offer) -> frozenset[str]:
    """The fields that tell whom a benefit is for."""
    if offer.afterwards:
        return frozenset()
    return frozenset(
        name for each in offer.conditions if each.node is not None for name in tree.names(each.node)
    )


def _ranges(branches: Sequence[list[Condition]]) -> tuple[Span, ...]:
    return tuple(span for branch in branches for each in branch for span in each.spans)


def _listed(node: tree.Node | None) -> tree.Node | None:
    """类别 = '三类' OR 类别 = '二类' is one list."""
    if not isinstance(node, tree.Or):
        return node
    values: list[tree.Node] = []
    operand: tree.Node | None = None
    for each in node.items:
        match each:
            case tree.Compare("=", name, tree.Literal(str()) as value) if operand in (None, name):
                operand = name
                values.append(value)
            case tree.In(name, listed) if operand in (None, name):
                operand = name
                values += listed
            case _:
                return node
    return tree.In(operand, tuple(dict.fromkeys(values))) if operand is not None else node


def fingerprint(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
