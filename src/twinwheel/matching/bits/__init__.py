"""Conditions over a register, as bits: what everything that decides many subjects at once stands on.

``program`` compiles conditions into what they share, ``codes`` encodes a batch of rows for it, ``kept`` a whole register, in a
folder beside it (``keys`` names what is in there). ``bitmaps`` decides measures for all rows: with NumPy by ``kernel``, or
with numba by ``fast``, which runs ``compiled`` over a program made ``flat``. Nothing here knows what a measure promises.
"""
