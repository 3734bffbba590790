"""How fast matching is, beside what else one could use. ``make bench`` runs it; docs/performance.md tells the method.

Worlds: ``synthetic`` invents measures and subjects from a seed, ``world`` writes them to a folder: a pack and a
register. Each file in ``contenders`` puts the same measures into one engine's own form. ``worker`` is one process with
contenders in it: it loads, runs, and says how long that took and how much memory it held.

Parts, each a function ``run`` that gives what it found:

- ``compare`` has every contender answer first, stops if two disagree, then times them in turn;
- ``growth`` does the same over more subjects and more measures, and from files to file; ``floor`` is what cannot be beaten;
- ``latency`` is what one waits for: a subject, a change, a threshold (``moments`` measures it);
- ``large`` is ten million subjects × two thousand measures, killed and resumed; ``spark`` runs the same plan on Spark.

What they found is kept in ``build/bench.json``. From it ``report`` makes tables, ``curves`` pictures (``picture`` draws
them) and ``scale`` what does not fit here; ``pages`` puts all of it into the documentation.
"""
