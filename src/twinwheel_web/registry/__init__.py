"""The register as its keepers see it: lists, one subject with its history, imports, duplicates, runs.

``listing`` filters, ``exports`` writes a list to a file, ``values`` writes a value; ``views`` has one module a noun.
"""
