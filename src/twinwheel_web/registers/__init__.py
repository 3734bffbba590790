"""Subjects (enterprises first) go in by filing; their values on a day come out, each with who filed it and on what ground.

::

    upload --uploads--> kept file --checking--> clean rows, problems --taking--> subjects, filings
             imports: the file and its work, which a killed process cannot lose (background, tasks)
    subjects --service--> the values that stand on a day --rows--> a register as the library reads it
             history: on which filing each value stands; merging: two subjects that are one

``models`` what is kept: subjects, filings (append-only), imports, merges, exports. ``signals`` what those above listen to.
"""
