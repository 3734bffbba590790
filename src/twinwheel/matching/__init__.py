"""Matching: a register and a pack go in, as of a day; a decision for every subject and measure comes out.

``plan`` chooses the measures in force and ``bits`` decides them for many subjects at once; ``decide`` turns bits into outcomes.
``one`` is the plain reading for a single subject, ``amount`` the money, ``combination`` the best lawful choice where measures
exclude each other. ``run`` does a register batch by batch, ``writing`` a file part by part, and ``output`` knows the files;
``engines`` decide where the register lies. ``explain`` and ``ask`` are for one subject, ``ways`` for what it could change;
``trial`` runs the tests inside the measures. ``survey`` watches a run for the report, with ``breakdown`` by place and size,
``sampling`` and ``gaps`` for how little was missing, and five ``examples``.

``standing`` keeps verdicts up as subjects and measures change, ``changes`` says what an earlier run would have said otherwise and
why, ``sandbox`` tries a policy that is not issued.
"""
