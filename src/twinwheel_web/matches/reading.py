"""What the files of a run say: who reaches a measure, how many by place, and the register by what it is counted by."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from twinwheel_web import pack
from twinwheel_web.matches.models import Run

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from twinwheel.matching.breakdown import Placed

OUTCOMES = ("eligible", "needs_review", "unknown", "ineligible")


@dataclass(frozen=True)
class Index:
    """Everybody of a run, in the order of its register, and where they stand in each field it is counted by."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    placed: dict[str, Placed]

    def having(self, field: str, value: str | None) -> npt.NDArray[np.bool_]:
        """Who has a value of a field, as a mask; None: not known of them."""
        import numpy as np

        here = self.placed[field]
        mask = np.zeros(len(self.codes), np.bool_)
        if value in here.values:
            mask[here.rows[here.codes == list(here.values).index(value)]] = True
        return mask

    def value(self, field: str, code: str) -> str | None:
        """The value somebody has, worked out where nothing was filed; of a list the first."""
        import numpy as np

        here, row = self.placed[field], self.rows.get(code, -1)
        place = int(np.searchsorted(here.rows, row))
        return here.values[int(here.codes[place])] if row >= 0 and here.rows[place] == row else None

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each code."""
        return {code: row for row, code in enumerate(self.codes)}

    def count(self, field: str, among: npt.NDArray[np.bool_] | None = None) -> Counter[str | None]:
        """Subjects by the value of a field, all or those of a mask."""
        import numpy as np

        return self.placed[field].count(None if among is None else among.astype(np.uint16))


def index(run: Run) -> Index:
    """The index of a run whose files are kept."""
    return _index(run.pk, _stamp(run))


def outcomes(run: Run, measure: str) -> npt.NDArray[np.uint8]:
    """The outcome of a measure for everybody of the index, as positions in ``OUTCOMES``."""
    return _outcomes(run.pk, _stamp(run), measure)


def codes(run: Run, measure: str, outcome: str) -> list[str]:
    """Who has an outcome of a measure: their codes, in the order of the register."""
    import numpy as np

    everybody = index(run).codes
    return [everybody[place] for place in np.flatnonzero(outcomes(run, measure) == OUTCOMES.index(outcome))]


def counts(run: Run, measure: str, field: str) -> dict[str | None, dict[str, int]]:
    """Subjects by the value of a field and the outcome of a measure; None: the value is not known."""
    found, decided = index(run), outcomes(run, measure)
    by = [found.count(field, decided == place) for place in range(len(OUTCOMES))]
    return {
        value: {outcome: counted[value] for outcome, counted in zip(OUTCOMES, by, strict=True)}
        for value, _ in found.count(field).most_common()
    }


def _stamp(run: Run) -> datetime:
    assert run.ended_at is not None
    return run.ended_at


@lru_cache(maxsize=2)
def _index(pk: int, ended_at: datetime) -> Index:
    import pyarrow.parquet as pq

    from twinwheel.criteria.columns import Batch
    from twinwheel.matching.breakdown import Categories
    from twinwheel.registers.columns import SUBJECT_ID, SUBJECT_NAME

    run = Run.objects.only("type", "as_of").get(pk=pk)
    table = pq.read_table(run.register).combine_chunks()
    batch = Batch(table.to_batches()[0])
    plan = pack.plan(run.type, run.as_of)
    return Index(
        tuple(table.column(SUBJECT_ID).to_pylist()),
        tuple(table.column(SUBJECT_NAME).to_pylist()),
        {field: Categories(plan, field).of(batch) for field in plan.pack.subjects[run.type].by},
    )


@lru_cache(maxsize=64)
def _outcomes(pk: int, ended_at: datetime, measure: str) -> npt.NDArray[np.uint8]:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    run = Run(pk=pk)
    table = pq.read_table(
        run.folder / "decisions.parquet",
        columns=["subject_id", "outcome"],
        filters=[("measure_id", "=", measure)],
    )
    everybody = pa.array(_index(pk, ended_at).codes, pa.string())
    rows = pc.index_in(table.column("subject_id"), everybody).to_numpy()
    found = pc.index_in(table.column("outcome"), pa.array(OUTCOMES)).to_numpy()
    decided = np.full(len(everybody), OUTCOMES.index("ineligible"), np.uint8)  # what is not listed
    decided[rows] = found
    return decided
