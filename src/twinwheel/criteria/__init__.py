"""Criteria: an expression goes in; a checked tree and its readings come out.

The flow, one module a step::

    text --parse--> tree --check--> typed tree --lower--> logic --+--> subject   (one subject's verdict)
                              |                                   +--> columns   (bitmaps over many subjects)
                              |                                   +--> sql       (any engine)
                              |                                   +--> missing   (fields that could change it)
                              |                                   +--> prove     (is there any subject for whom ...?)
                              +--> sentence, shortfall            (what a person reads)

``describe`` puts a shortfall into words, ``waiting`` finds the day from which time alone makes it good, and both
compute in exact decimals (``exact``); ``wording`` is what sentences share. ``values`` makes a value canonical.
``vocabulary`` says which fields, definitions and parameters exist; ``domain`` finds criteria that
can never or must always hold. Nothing here reads a file or a clock. The semantics are written down in
``docs/reference/criteria.md`` and held by the cases in ``tests/conformance``.
"""
