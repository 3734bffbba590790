"""What a register may at most hold. Past a limit it is refused with the place, never cut."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

MAX_FILE_BYTES: int | None = None
"""Size of a register file; None: as large as the disk. A service that takes uploads sets it."""

MAX_UNPACKED_BYTES = 1 << 30
"""What an Excel file may unpack to: it is kept in memory at once, and a small zip can be a bomb."""

MAX_SHEET_CELLS = 50_000_000
"""Cells of the rectangle an Excel sheet spans. One stray cell far out makes it huge, and all of it is kept."""

MAX_ROWS = 200_000_000
"""Subjects of one register: three times the enterprises of the country. A Parquet file can claim any number."""

MAX_COLUMNS = 2_000
"""Columns of one register."""

MAX_CELL = 32_767
"""Characters of one cell. It is the limit of Excel, so no real register has more."""

MAX_LINE_BYTES = 2_000_000
"""Bytes of one CSV line or one JSON object."""

MAX_ID = 200
"""Characters of a subject's id or name."""

MAX_ITEMS = 1_000
"""Values in one list cell."""

MAX_DIGITS = 15
"""Significant digits of a number: what a double, and so a spreadsheet, holds without loss."""

MAX_NUMBER = Decimal(10) ** 15
"""Largest number, in the unit of its field. In 万元 it is ten thousand times the country's yearly product."""

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
"""Dates before or after are slips of the pen or placeholders, not facts about a subject."""

MAX_LISTED = 100
"""Problems listed one by one for each column and kind; the rest are counted."""

BLOCK_ROWS = 65_536
"""Rows read and checked at a time."""
