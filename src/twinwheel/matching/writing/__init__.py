"""A run over a file, part by part: decided, written, resumed, joined.

``piecewise`` decides and writes some thousand subjects at a time, ``parts`` holds what is finished and joins it, ``counts`` adds up.
Where only matches are written they go from bitmaps through ``turned`` (subjects by measure to measures by subject, ``compiled_turn``
with numba) and ``matches`` to ``pages``, which writes Parquet with ``thrift``.
"""
