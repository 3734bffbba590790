"""Matching: a register and a pack go in, as of a day; a decision for every subject and measure comes out.

``plan`` chooses the measures in force. ``program`` compiles their rules into what they share, ``codes``
encodes a batch of the register for it, ``kernel`` runs it, ``decide`` turns bits into outcomes. ``one`` is
the plain reading for a single subject, ``amount`` the money, ``combination`` the best lawful choice where
measures exclude each other. ``run`` does a whole register and ``output`` writes its files; ``explain`` and ``ask``
are for one subject, ``trial`` runs the tests inside the measures. ``survey`` watches a run for the report, with
``breakdown`` by place and size, ``sampling`` and ``gaps`` for how little was missing, and five ``examples``.
"""
