"""Subjects (enterprises first) go in by filing; their values on a day come out, each with who filed it and on what ground.

``models`` what is kept: subjects, filings (append-only), imports. ``service`` files and reads values, and writes a register
as the library reads it.
"""
