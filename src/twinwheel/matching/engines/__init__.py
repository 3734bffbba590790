"""Runs a plan where the register lies: SQL goes to a database, decisions come back.

A URL and the name of a table go in; the same decisions come out as of a run in this process. The engine says
which measures are met, not met or unknown; amounts and missing fields of the rows that have any are worked out
here, from the columns of those rows, by the code that works out all others.

``statements`` makes the SQL, ``engine`` says what an engine is, ``on_…`` are the four there are, ``whole`` is a run.
"""
