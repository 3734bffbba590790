"""Subjects and the pack go in; decisions come out: for one subject at once, for the whole register as a run in the background.

``models`` keeps the runs, ``service`` explains one subject and reads the newest run, ``tasks`` does a run. The files of a
run are those of ``twinwheel match``, so its numbers are too.
"""
