"""One run, as ``twinwheel match`` does it: a register goes in; decisions, combinations, summary and report come out.

``tests/web/matches/test_run.py`` holds the files against those the command writes for the same register.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from twinwheel_web import pack
from twinwheel_web.matches.models import Run
from twinwheel_web.registers.background import Progress
from twinwheel_web.registers.models import Subject
from twinwheel_web.registers.rows import Row, write_register
from twinwheel_web.registers.service import standing

FILES = ("summary.json", "combinations.parquet", "decisions.parquet", "report.html")
CHUNK = 2_000  # subjects fetched at a time


def subjects(run: Run) -> Iterator[Row]:
    """Everybody of the run's type with the values that stand on its day, those merged into another left out."""
    found = Subject.objects.filter(type=run.type, merged_into=None).order_by("pk")
    for each in found.only("code", "name", "values", "certificates").iterator(CHUNK):
        yield each.code, each.name, standing(each, run.as_of)


def write(run: Run, progress: Progress) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write the register and every file of a run into its folder; returns its summary and its survey.

    Raises:
        TwinwheelError: the register is empty, or a file cannot be written.
    """
    from twinwheel.matching import output as files
    from twinwheel.matching.bits.kept import codes_of
    from twinwheel.matching.survey import Survey
    from twinwheel.matching.writing.piecewise import Listed, Piecewise
    from twinwheel.registers import open_register
    from twinwheel.reports.report import write_report
    from twinwheel_web.matches.survey import facts_of

    run.folder.mkdir(parents=True, exist_ok=True)
    advance = progress.stage("register", Subject.objects.filter(type=run.type, merged_into=None).count())
    write_register(run.register, run.type, subjects(run), advance)
    register = open_register(pack.current(), run.register, subject=run.type)
    plan = pack.plan(run.type, run.as_of)
    survey = Survey(plan)
    codes = codes_of(register, plan.program, progress.stage("encode", register.rows), keep=True)
    work = Piecewise(plan, register, codes, Listed.OPEN, [survey])
    with ExitStack() as stack:
        parts = stack.enter_context(work.parts(run.folder, resume=True))
        done = work.run(parts, progress.stage("match", register.rows))
        progress.stage("write")
        written = stack.enter_context(files.Files(run.folder))
        paths = {name: written.path(name) for name in FILES}
        work.join(parts, done, paths["decisions.parquet"], paths["combinations.parquet"])
        tally = done.counts.tallies(plan)
        summary = files.summary(plan, register, tally, done.dropped_yuan)
        files.write_json(summary, paths["summary.json"])
        write_report(paths["report.html"], plan, survey, tally, summary)
    return summary, facts_of(survey.findings())
