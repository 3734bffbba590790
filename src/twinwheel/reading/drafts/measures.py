"""Grants become draft measures, each with the conditions that hold for it and what stands around them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from twinwheel.criteria import tree
from twinwheel.packs import Pack
from twinwheel.reading.drafts.about import Subjects, level_of, theme_of
from twinwheel.reading.drafts.around import departments, handed_in, papers, window_of
from twinwheel.reading.drafts.choices import Condition, any_of
from twinwheel.reading.drafts.compose import Composer
from twinwheel.reading.drafts.conditions import Reader
from twinwheel.reading.drafts.grants import Grant, flat, grants, is_named
from twinwheel.reading.drafts.head import head, here
from twinwheel.reading.drafts.headings import asks, heading_role
from twinwheel.reading.drafts.lexicon import lexicon
from twinwheel.reading.drafts.model import MAX_CRITERIA, MAX_MEASURES, Criterion, Draft, Drafted
from twinwheel.reading.drafts.offers import OfferReader
from twinwheel.reading.drafts.outline import Clause, Sentence
from twinwheel.reading.drafts.policy import Policy
from twinwheel.reading.drafts.roles import roles
from twinwheel.reading.drafts.scopes import Scopes
from twinwheel.reading.drafts.steps import all_meet, by_steps, loosest
from twinwheel.reading.text import Span

_UNIT = re.compile(r"\d\s*([^\d\s，,。；;、]{1,2})")
"""What a figure counts, by its first two characters: 40|周岁."""
_KINDS = re.compile(r"类[别型]|对象|主体")
"""The name of a column whose cells tell for whom or what each row is."""


def drafted(policy: Policy, pack: Pack, *, sha256: str) -> Drafted:
    """Draft measures from a policy, with the words of a pack."""
    return _Assembly(policy, pack, sha256).run()


class _Assembly:
    def __init__(self, policy: Policy, pack: Pack, sha256: str) -> None:
        self.policy, self.pack, self.sha256 = policy, pack, sha256
        self.head = head(policy)
        places = here(pack, self.head, policy)
        composers = {subject: Composer(Reader(lexicon(pack, subject, places))) for subject in pack.subjects}
        self.subjects = Subjects(policy, pack, composers)
        self.roles = roles(policy, self.head, composers[self.subjects.whole])
        self.readers = {
            subject: OfferReader(policy, self.roles, composer) for subject, composer in composers.items()
        }
        self.read: dict[str, list[tuple[Sentence, Condition]]] = {}

    def run(self) -> Drafted:
        found = grants(self.policy.root, self.roles, lambda clause: self._reader(clause))[:MAX_MEASURES]
        sentences = [sentence for sentence, _ in self._conditions(self.subjects.whole)]
        scopes = Scopes(self.policy, found, sentences)
        holders = {sentence.number: scopes.of(sentence) for sentence in sentences}
        found = sorted([*scopes.grants, *scopes.own.values()], key=lambda each: each.start)
        found = found or [Grant(self.policy.root)]
        measures = [self._measure(grant, holders, alone=len(found) == 1) for grant in found]
        if len(found) > 1:
            measures += self._programmes(found)
            measures.sort(key=lambda each: each.clause.all_sentences()[0].start if each.clause else 0)
        for number, measure in enumerate(measures[:MAX_MEASURES], 1):
            measure.id = f"draft-{self.sha256[:8]}-{number:02}"
        self._beside(measures)
        level = level_of(self.pack, self.head)
        return Drafted(self.policy, self.head, level, self.roles, measures[:MAX_MEASURES], self.sha256)

    def _reader(self, clause: Clause) -> OfferReader:
        return self.readers[self.subjects.of(clause)]

    def _conditions(self, subject: str) -> list[tuple[Sentence, Condition]]:
        """Every condition of the text in the fields of a subject, with the sentence it stands in.

        What was taken for a condition and came out as none is one for a person.
        """
        if subject not in self.read:
            sentences = self.policy.sentences
            listed = list(self.readers[subject].conditions(self.policy.root))
            inside = bytearray(len(self.policy.text))
            for span in (span for each in listed for span in each.spans):
                inside[span.start : span.end] = b"\x01" * (span.end - span.start)
            for each in sentences:
                asked = self.roles.get(each.number) in ("condition", "exclusion")
                if asked and not any(inside[each.start : each.end]):
                    listed.append(Condition((Span(each.mark, each.end),), None))
            starts = [each.start for each in sentences]
            listed.sort(key=lambda each: each.spans[0])
            self.read[subject] = [
                (sentences[bisect_right(starts, each.spans[0].start) - 1], each) for each in listed
            ]
        return self.read[subject]

    # --- one measure ----------------------------------------------------------------------------

    def _measure(self, grant: Grant, holders: dict[int, list[Grant]], *, alone: bool) -> Draft:
        subject = self.subjects.of(grant.owner)
        clause = None if alone else grant.places[0]
        measure = self._new(*self._title(grant, alone=alone), subject, clause)
        measure.offers = list(grant.offers)
        for condition in [*self._premise(measure, grant), *self._kind_of_row(grant, subject)]:
            self._add(measure, condition, common=False)
        for sentence, condition in self._conditions(subject):
            circle = holders.get(sentence.number, [])
            if any(each is grant for each in circle):
                self._add(measure, condition, common=len(circle) > 1)
        measure.programme = not measure.criteria and not measure.offers
        return measure

    def _title(self, grant: Grant, *, alone: bool) -> tuple[str, Span | None]:
        title = next(iter(self.head.spans.get("title", ())), None)
        if alone and title is not None:
            return self.head.title, title
        first = grant.owner.all_sentences()[:1]
        if is_named(grant.owner) and first:
            return grant.owner.heading or grant.owner.label, Span(first[0].start, first[0].end)
        if grant.offers:
            given = grant.offers[0].given
            return re.split(r"[，,。；;：:]", given.words)[0], given.span
        words = self._words(grant.owner) if grant.owner.above is not None else self.head.title
        return re.split(r"[，,。；;：:]", words)[0], Span(first[0].start, first[0].end) if first else None

    def _new(self, title: str, span: Span | None, subject: str, clause: Clause | None) -> Draft:
        text = (self._words(clause) if clause else self.policy.text[:4000]) + title
        return Draft("", title[:60] or "（无标题）", span, subject, theme_of(self.pack, text), False, clause)

    def _words(self, unit: Clause) -> str:
        return "".join(self.policy.text[each.mark : each.end] for each in unit.all_sentences())

    def _premise(self, measure: Draft, grant: Grant) -> list[Condition]:
        """Whom the benefits are for. Where they are tiers, one of their premises is enough."""
        told = grant.premises
        if len(told) < 2:
            return told[0].conditions if told else []
        shared, steps = by_steps([each.conditions for each in told])
        condition = any_of(steps)
        amounts = [flat(each) for each in told]
        if condition.node is not None and None not in amounts:
            for step, amount in zip(steps, amounts, strict=True):
                when = [each.node for each in step if each.node]
                assert amount is not None
                measure.tiers.append((when[0] if len(when) == 1 else tree.And(tuple(when)), amount))
            measure.tiers.sort(
                key=lambda tier: -tier[1]
            )  # who is in two tiers, as of 超过1亿元 and 超过5亿元, has the better
        spans = tuple(span for step in steps for each in step for span in each.spans)
        if condition.node is not None and all_meet(condition.node):
            return shared
        return [*shared, Condition(spans, loosest(_listed(condition.node)), condition.sure)]

    def _kind_of_row(self, grant: Grant, subject: str) -> list[Condition]:
        """大模型研发 in a table under 类别: who asks for it must be so, where the pack has it as a value."""
        row = next((each for each in grant.owner.up() if each.level == "row"), None)
        if row is None or not _KINDS.search(row.label) or not row.sentences:
            return []
        first = row.sentences[0]
        found = self.readers[subject].composer.sentence(self.readers[subject].spelled(first.mark, first.end))
        return found if all(each.node is not None for each in found) else []

    def _add(self, measure: Draft, condition: Condition, *, common: bool) -> None:
        if len(measure.criteria) >= MAX_CRITERIA:
            return
        if any(each.node == condition.node and condition.node is not None for each in measure.criteria):
            known = next(each for each in measure.criteria if each.node == condition.node)
            known.spans = (*known.spans, *(span for span in condition.spans if span not in known.spans))
            return
        if any(each.spans == condition.spans for each in measure.criteria):
            return
        if self._relaxed(measure, condition):
            return
        label = "……".join(
            re.sub(r"\s+", "", self.policy.text[span.start : span.end]) for span in condition.spans
        )
        label = label.strip("，,；;。") or "（原文为空）"
        label = f"不得有此情形：{label}" if condition.denied else label
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
                denied=condition.denied,
            )
        )

    def _relaxed(self, measure: Draft, condition: Condition) -> bool:
        """外国人才的年龄可放宽至60周岁: the limit that held for everybody does not hold here."""
        said = "".join(self.policy.text[span.start : span.end] for span in condition.spans)
        if "放宽" not in said:
            return False
        for each in measure.criteria:
            match condition.node, each.node:
                case tree.Compare(op, left, tree.Literal()), tree.Compare(other, same) if (
                    op == other and left == same
                ):
                    each.node = condition.node
                case None, tree.Compare() if set(_UNIT.findall(said)) & set(_UNIT.findall(each.label)):
                    each.node = None  # for whom it is relaxed was not understood: a person says
                case _:
                    continue
            each.spans = (*each.spans, *condition.spans)
            each.label = f"{each.label}……{said}"[:300]
            return True
        return False

    def _cite(self, span: Span) -> str:
        for clause in reversed(list(self.policy.root.walk())):
            if any(each.start <= span.start < each.end for each in clause.sentences):
                return clause.cite()
        return ""

    # --- beside the measures --------------------------------------------------------------------

    def _programmes(self, found: Sequence[Grant]) -> list[Draft]:
        """Named parts beside the grants that hold nothing to check."""
        places = [place for grant in found for place in grant.places]
        held = {id(each) for place in places for each in place.up()}
        inside = {id(each) for place in places for each in place.walk()}
        programmes = []
        for clause in self.policy.root.walk():
            first = clause.all_sentences()[:1]
            fresh = id(clause) not in held and id(clause) not in inside
            aside = any(heading_role(each.heading) is not None for each in clause.up())
            if not first or not fresh or not is_named(clause) or aside:
                continue
            inside |= {id(each) for each in clause.walk()}
            if self._says_little(clause):
                span = Span(first[0].start, first[0].end)
                programmes.append(
                    self._new(clause.heading or clause.label, span, self.subjects.whole, clause)
                )
                programmes[-1].programme = True
        return programmes

    def _says_little(self, clause: Clause) -> bool:
        if asks(clause.heading):
            return False
        said = [self.roles.get(each.number) for each in clause.all_sentences()]
        bodies = [each for each in said if each not in ("heading", "foot", "head")]
        return bool(bodies) and all(each in ("other", "process", "department") for each in bodies)

    def _beside(self, measures: Sequence[Draft]) -> None:
        """Papers, departments, windows and rules of stacking: of their own clause, or of all measures."""
        within = [
            {each.number for each in measure.clause.all_sentences()} if measure.clause else set()
            for measure in measures
        ]
        claimed: set[int] = set().union(*within)
        for measure, own in zip(measures, within, strict=True):
            for sentence in self.policy.sentences:
                if sentence.number in own or sentence.number not in claimed:
                    self._around(measure, sentence)
            if not measure.departments:  # who issues a text answers for it
                measure.departments = list(
                    zip(self.head.issuers, self.head.spans.get("issuer", ()), strict=False)
                )

    def _around(self, measure: Draft, sentence: Sentence) -> None:
        words = self.policy.text[sentence.mark : sentence.end].strip("。；; \n")
        span = Span(sentence.mark, sentence.mark + len(words))
        role = self.roles.get(sentence.number)
        if role == "materials":
            measure.materials += list(papers(words, sentence.mark))
        elif role in ("process", "window", "department", "other"):
            measure.materials += list(handed_in(words, sentence.mark))
        if role == "stacking":
            measure.stacking.append((words, span))
        elif role == "process":
            measure.steps.append((words, span))
        if role in ("process", "window", "materials"):
            opens, closes = window_of(words)
            if measure.opens is None and measure.closes is None:
                measure.opens, measure.closes = opens, closes
            if measure.window is None and (role == "window" or closes is not None):
                measure.window = (words, span)
        said = self.policy.said(sentence)  # who tells it stands before what is told: 记者从市科技局获悉
        named = role == "heading" and "。" not in said  # 受理部门, over a column
        if role not in ("condition", "exclusion", "listhead", "head", "purpose") and not named:
            for each in departments(said, sentence.start):
                if all(each[0] != name for name, _ in measure.departments):
                    measure.departments.append(each)


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
