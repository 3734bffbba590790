"""Packs: a folder of YAML goes in; measures, fields and definitions that are known to be sound come out.

``model`` is the format, ``yaml12`` reads one file with its line numbers, ``reader`` a folder and the packs
it extends, ``pack`` is the result. ``check`` looks for what the format alone cannot show, ``trial`` runs the
tests inside the measures, ``scaffold`` starts a new pack, ``schema`` exports the format for editors.
"""

from twinwheel.packs.pack import Pack
from twinwheel.packs.reader import read_pack

__all__ = ["Pack", "read_pack"]
