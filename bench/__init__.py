"""How fast matching is, beside what else one could use. ``make bench`` runs it; docs/performance.md tells the method.

``synthetic`` invents measures and subjects from a seed, ``world`` writes them to a folder: a pack and a
register. Each file in ``contenders`` puts the same measures into one engine's own form. ``worker`` is one
process with one contender in it: it loads, runs, and says how long that took and how much memory it held.
``__main__`` has every contender answer first, stops if two disagree, then times them in turn, and prints the
table of ``report``.
"""
