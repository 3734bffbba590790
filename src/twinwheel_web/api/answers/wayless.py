"""An explanation that looks for no ways: finding them takes most of the time."""

from __future__ import annotations

from twinwheel.matching.explain import Explanation
from twinwheel.matching.one import Decision
from twinwheel.matching.ways.counterfactual import Ways


class Wayless(Explanation):
    def ways(self, decision: Decision) -> Ways:
        return Ways(())


def wayless(found: Explanation) -> Wayless:
    return Wayless(found.plan, found.decisions, found.reasons, found.best, found.subject)
