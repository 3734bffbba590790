"""Packs: a folder of YAML goes in; measures, fields and definitions that are known to be sound come out.

``model`` is the format, ``yaml12`` reads one file with its line numbers, ``reader`` a folder and the packs
it extends, ``pack`` is the result. ``soundness`` holds its parts against each other, ``check`` looks for what may
still be wrong and ``deep`` for what can be proved wrong. ``scaffold`` starts a new pack, ``schema`` exports the
format for editors. The tests inside the measures are run by ``matching.trial``.
"""

from twinwheel.packs.pack import Pack
from twinwheel.packs.reader import read_pack

__all__ = ["Pack", "read_pack"]
