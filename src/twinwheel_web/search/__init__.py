"""One index over all that can be found: measures, documents, articles, facts. Chinese by overlapping pairs of characters.

``service`` is what others use: ``index``, ``put``, ``remove`` and ``find``. ``tokens`` turns texts into tokens and
queries into phrases, the same for every database; ``engines`` keeps the tokens in the full text of SQLite (FTS5) or of
PostgreSQL (tsvector); ``snippets`` finds the hit again in the text people read.
"""
