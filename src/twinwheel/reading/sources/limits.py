"""What a document may at most hold. Past a limit it is refused with the reason, never cut."""

from __future__ import annotations

MAX_FILE_BYTES = 200_000_000
"""Of the file as it lies there."""

MAX_UNPACKED_BYTES = 400_000_000
"""What a zipped document (DOCX, OFD) may unpack to, all its parts together: a small zip can be a bomb."""

MAX_PART_BYTES = 100_000_000
"""What one part of a zipped document may unpack to."""

MAX_PARTS = 20_000
"""Files within a zipped document."""

MAX_CHARACTERS = 20_000_000
"""Of the raw text: some 10,000 pages."""

MAX_PAGES = 5_000

MAX_PAGE_BLOCKS = 20_000
"""Lines on one page; a full newspaper page has about 600."""

MAX_PIXELS = 80_000_000
"""Of one picture: a broadsheet page at 300 dpi has 60 million."""

MIN_SIDE = 8
"""Pixels: no line of text is lower."""

MAX_DEPTH = 200
"""Elements within one another, in XML and HTML."""

MAX_SECONDS = 120
"""To read one document without OCR."""

MAX_PAGE_SECONDS = 240
"""To read one page, by OCR too: that takes ten."""

MAX_SCAN_SECONDS = 3_600
"""To read one scanned document."""
