"""Documents → articles → renditions → facts → drafts.

In: files as they come (PDF, scans, HTML, DOCX, OFD, text). Out: articles with their segments, the
variants between their renditions, typed facts, and draft measures; each tied to the exact characters of
the file it came from.
"""
