"""Whether text goes on from one piece of a column to another, by how it is printed and punctuated."""

from __future__ import annotations

from twinwheel.reading.layout.items import Item, Piece, height, width

_END = "。！？!?…；;:：”’」』）)】"
_STOPS = "。！？!?…”’」』"


def is_open(piece: Piece) -> bool:
    """Whether it ends within a sentence: its last line is full and has no stop at its end."""
    text = piece.items[-1].text.rstrip()
    return bool(text) and text[-1] not in _STOPS and _is_full(piece)


def _is_full(piece: Piece) -> bool:
    """Whether its last line reaches its right edge."""
    last = piece.items[-1]
    rights = sorted(item.box.right for item in piece.items)  # a line or two may hang over the column's edge
    return last.box.right >= rights[3 * len(rights) // 4] - 1.6 * last.size


def begins_paragraph(piece: Piece) -> bool:
    """Whether its first line is indented (or begins as nothing but a paragraph does)."""
    first = piece.items[0]
    if first.text[:1] in "【◎■●▲□◆·":
        return True
    usual = sorted(item.box.left for item in piece.items)[len(piece.items) // 3]
    if len(piece.items) > 1:
        return first.box.left - usual > 0.9 * first.size
    return False


def joint(upper: Piece, lower: Piece) -> int:
    """1 where the text may well go on from the first to the second, -1 where it does not, 0 unknown."""
    going, fresh = is_open(upper), begins_paragraph(lower)
    if going:
        return -1 if fresh else 1
    if fresh:
        return 1
    text = lower.items[0].text
    if text[:1] in "，。、；：！？”）》】":
        return -1
    ended = upper.items[-1].text[-1:] in _STOPS and not (_is_full(upper) and len(upper.items) > 1)
    return -1 if len(lower.items) > 1 and ended else 0


def is_caption(piece: Piece, body: float, *, scanned: bool) -> bool:
    """A line or two in another type than the body: the words under a picture.

    What OCR takes for the size is a tenth off either way.
    """
    lines = len(piece.items)
    if lines > 3 or width(piece.box) < 2 * body:
        return False
    size = max(item.size for item in piece.items)
    low, high = (0.8, 1.25) if scanned else (0.93, 1.1)
    return not low < size / body < high and size < 1.2 * body and height(piece.box) < 5 * body


def ends_sentence(item: Item) -> bool:
    return item.text.rstrip()[-1:] in _END
