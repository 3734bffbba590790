"""Renditions of the same article: found among many, and held against each other.

Goes in: the articles of all files (``sketch`` of each, then ``clusters``). Comes out: one ``Collation`` for
each article, with its text, its witnesses and every place where they differ (``collate``). Where files part
their articles otherwise, the clusters that share passages (``related``) are collated together.
"""

from twinwheel.reading.renditions.clusters import clusters, contained, related
from twinwheel.reading.renditions.collation import collate, identity
from twinwheel.reading.renditions.model import Collation, Variant, Witness
from twinwheel.reading.renditions.passages import collate_together
from twinwheel.reading.renditions.sketches import repeats, sketch
from twinwheel.reading.renditions.witnesses import witness_weight

__all__ = [
    "Collation",
    "Variant",
    "Witness",
    "clusters",
    "collate",
    "collate_together",
    "contained",
    "identity",
    "related",
    "repeats",
    "sketch",
    "witness_weight",
]
