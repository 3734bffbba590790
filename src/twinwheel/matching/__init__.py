"""Matching: a register and a pack go in, as of a day; a decision for every subject and measure comes out.

``plan`` chooses the measures in force. ``program`` compiles their rules into what they share, ``codes``
encodes a batch of the register for it, ``kernel`` runs it, ``decide`` turns bits into outcomes. ``one`` is
the plain reading for a single subject, ``amount`` the money, ``combination`` the best lawful choice where
measures exclude each other. ``run`` does a whole register, ``explain`` and ``ask`` one subject, ``trial``
the tests inside the measures.
"""
