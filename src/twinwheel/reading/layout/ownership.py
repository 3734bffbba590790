"""Pieces and headlines → articles: what stands under a headline is its, and what goes on from that.

Columns are read downward, and from one column to the next on its right. A piece of a column belongs to
the headline right above it; without one it goes on with the piece above it or the column on its left.
A piece that stands under nothing and beside nothing stays alone: nothing is glued by force.
"""

from __future__ import annotations

from collections.abc import Sequence

from twinwheel.reading.layout.flow import begins_paragraph, is_open, joint
from twinwheel.reading.layout.items import Laid, Piece, Rules, height, shared_across, width
from twinwheel.reading.layout.neighbours import Neighbours
from twinwheel.reading.layout.order import in_reading_order

_SUBHEAD = 0.78
"""A heading within an article is set smaller than this part of the article's headline."""
_SUBHEAD_LENGTH = 24
_PLAINLY_A_HEADLINE = 1.75
"""Type so much larger than the body begins an article wherever it stands."""
_DEEPEST = 40
_FAR = 30.0
"""Sizes of body type; above a piece this far lies another part of the page (a picture is at most so high)."""


def articles(titles: Sequence[Piece], body: Sequence[Piece], rules: Rules, size: float) -> list[Laid]:
    """Group headlines and pieces of columns; every one of them is in exactly one article.

    ``size`` is that of the body's type.
    """
    found = _Owners(titles, body, rules, size)
    laid: dict[int, Laid] = {}
    for piece in (*titles, *body):
        owner = found.owner(piece)
        article = laid.setdefault(id(owner), Laid([], []))
        (article.titles if piece is owner and piece.kind == "title" else article.body).append(piece)
    return _named(_heads_joined(list(laid.values()), rules, size))


class _Owners(Neighbours):
    """For each piece the headline, or the first headless piece, of the article it belongs to."""

    def __init__(self, titles: Sequence[Piece], body: Sequence[Piece], rules: Rules, size: float) -> None:
        super().__init__(titles, body, rules, size)
        self.owners: dict[int, Piece] = {}
        self.asked: set[int] = set()
        self.depth = 0

    def owner(self, piece: Piece) -> Piece:
        """Follow the pieces it goes on from until a headline, or until there is none."""
        if id(piece) not in self.owners and (id(piece) in self.asked or self.depth > _DEEPEST):
            return piece  # asked for while it is being found: not known yet
        self.depth += 1
        path: list[Piece] = []
        while id(piece) not in self.owners:
            path.append(piece)
            self.asked.add(id(piece))
            before = self._before(piece)
            if before is None or (id(before) in self.asked and id(before) not in self.owners):
                self.owners[id(piece)] = piece
                break
            piece = before
        owner = self.owners[id(piece)]
        for each in path:
            self.owners[id(each)] = owner
        self.depth -= 1
        return owner

    def _before(self, piece: Piece) -> Piece | None:
        if piece.kind == "title":
            above = self.above_title(piece)
            return above if above is not None and self._is_subhead(piece, above) else None
        above = self.above(piece)
        if above is not None and above.kind == "title":
            return above
        level = self._headline_of_row(piece, above)
        if level is not None:
            return level
        beside = self._headline_level(piece)
        if beside is not None and (above is None or self._leaves_to(beside, above, piece)):
            return beside
        if above is not None and self._goes_on_below(above, piece):
            return above
        return self._beside(piece)

    def _headline_level(self, piece: Piece) -> Piece | None:
        """The headline on its left that begins as high as it does: its article's last columns rise beside it."""
        near = [
            title
            for title in self.titles
            if abs(title.box.top - piece.box.top) < 1.6 * self.size
            and -0.8 * self.size <= piece.box.left - title.box.right
            and piece.box.bottom > title.box.bottom
            and not self.rules.beside(title.box, piece.box)
            and not self.body_between(title, piece)
        ]
        return max(near, key=lambda title: title.box.right, default=None)

    def _leaves_to(self, title: Piece, above: Piece, piece: Piece) -> bool:
        """Whether what stands above the piece is another article: it ends above the headline, and is not open."""
        return above.box.bottom <= title.box.top + self.size and not (
            is_open(above) and joint(above, piece) > 0 and not self.rules.below(above.box, piece.box)
        )

    def _headline_of_row(self, piece: Piece, above: Piece | None) -> Piece | None:
        """A headline need not reach over all its columns: those that begin level with one under it are its.

        What lies above the piece must end above the headline; else it is not the headline's row.
        """
        found: list[tuple[int, float, Piece]] = []
        for leftward in (True, False):
            headed = self._headed_in_row(piece, leftward)
            if headed is None:
                continue
            title, neighbour = headed
            if above is not None and above.box.bottom > title.box.top + self.size:
                continue
            if leftward:
                goes_on = joint(self.last_below(neighbour), piece)
            else:
                goes_on = joint(self.last_below(piece), neighbour) - self._is_flush(title)
            away = abs((title.box.left + title.box.right) - (piece.box.left + piece.box.right))
            found.append((-goes_on, away, title))
        if not found:
            return None
        going_on, _, title = min(found, key=lambda each: each[:2])
        if going_on >= 0 and above is not None and self._is_taken_up(above, piece):
            return None
        return title

    def _is_flush(self, title: Piece) -> bool:
        """Whether it begins where its first column begins: then its article has no column further left."""
        below = self.below(title)
        return below is not None and abs(below.box.left - title.box.left) < 0.5 * self.size

    def _is_taken_up(self, above: Piece, piece: Piece) -> bool:
        """Whether what stands above ends within a sentence that the piece may go on with, over a picture."""
        return (
            above.kind == "body"
            and piece.box.top - above.box.bottom < _FAR * self.size
            and is_open(above)
            and joint(above, piece) > 0
            and not self.rules.below(above.box, piece.box)
        )

    def _headed_in_row(self, piece: Piece, leftward: bool) -> tuple[Piece, Piece] | None:
        """Along the row of pieces that begin level with it: the first with a headline, and the next neighbour."""
        at, first = piece, None
        for _ in range(12):
            beside = self.next_in_row(at, leftward)
            if beside is None:
                return None
            first = first or beside
            above = self.above(beside)
            if above is not None and above.kind == "title":
                return above, first
            at = beside
        return None

    def _goes_on_below(self, above: Piece, piece: Piece) -> bool:
        if self.rules.below(above.box, piece.box):
            return False
        gap = piece.box.top - above.box.bottom
        if gap > _FAR * self.size:
            return False
        if gap <= 4 * self.size:
            return True
        left = self.column_left(piece)  # a picture between; or over the last column of the next article
        if left is not None and not self.rules.beside(left.box, piece.box):
            head = left if left.kind == "title" else self.owner(left)
            if head.kind == "title" and head.box.top >= above.box.bottom - self.size:
                return False
        if left is None or left.kind == "title":
            return joint(above, piece) >= 0 or self._beside(piece) is None
        return joint(above, piece) >= joint(self.last_below(left), piece)

    def _beside(self, piece: Piece) -> Piece | None:
        """The column on its left beside its first line, that it goes on from; else the headline it stands by."""
        left = self.column_left(piece)
        if left is not None and self._goes_on_right(left, piece):
            return left
        right = self._headline_right(piece)
        if right is not None:
            return right
        return None

    def _goes_on_right(self, left: Piece, piece: Piece) -> bool:
        if not self.rules.beside(left.box, piece.box):
            return True
        if left.kind == "title":
            return False
        level = abs(left.box.top - piece.box.top) < 3 * self.size
        return joint(left, piece) > 0 and (level or is_open(left))

    def _headline_right(self, piece: Piece) -> Piece | None:
        """A headline set into its article: the first column stands on its left."""
        box, em = piece.box, self.size
        for title in self.titles:
            if (
                -0.8 * em <= title.box.left - box.right < 4 * em
                and abs(title.box.top - box.top) < 4 * em
                and box.bottom > title.box.bottom + 3 * em
                and not self.rules.beside(box, title.box)
            ):
                return title
        return None

    def _is_subhead(self, title: Piece, above: Piece) -> bool:
        """Whether it is a heading within the article of what stands right above it, not a new article's."""
        if above.kind == "title" or self.rules.below(above.box, title.box):
            return False
        if (
            len(title.items) > 1
            or title.size > _PLAINLY_A_HEADLINE * self.size
            or len(title.text) > _SUBHEAD_LENGTH
        ):
            return False
        below = self.below(title)
        column = max(width(above.box), width(below.box) if below else 0.0)
        if width(title.box) > 1.1 * column + self.size or is_open(above):
            return False
        owner = self.owner(above)
        if owner.kind != "title" or title.size > _SUBHEAD * owner.size:
            return False
        if title.box.top - above.box.bottom > 3.5 * self.size:
            return self._looks_like_a_subhead_of(title, owner)
        return self._runs_through(title, owner)

    def _looks_like_a_subhead_of(self, title: Piece, owner: Piece) -> bool:
        """Below a picture: whether another heading in this type is one of the article's already."""
        return any(
            other is not title
            and abs(other.size - title.size) < 0.03 * title.size
            and self.owners.get(id(other)) is owner
            for other in self.titles
            if other is not owner
        )

    def _runs_through(self, title: Piece, owner: Piece) -> bool:
        """Whether the article's text runs on past this heading into the next column.

        If the column below the heading ends within a sentence and the next column takes it up, it does. If
        the article has one column only, small type decides.
        """
        below = self.below(title)
        if below is None:
            return False
        right = self.column_right(below, owner)
        if is_open(self.last_below(below)):
            return right is not None and not begins_paragraph(right)
        wider = width(owner.box) > 1.5 * width(title.box) and height(below.box) > 0
        return wider or title.size < 1.5 * self.size


def _heads_joined(found: list[Laid], rules: Rules, size: float) -> list[Laid]:
    """A headline without a body goes to the headline right below it (a kicker set apart, a series' name)."""
    bare = [article for article in found if not article.body and len(article.titles) == 1]
    for article in bare:
        head = article.titles[0]
        below = [
            other
            for other in found
            if other is not article
            and other.titles
            and 0 <= other.titles[0].box.top - head.box.bottom + 0.3 * size < 3 * max(size, 0.5 * head.size)
            and shared_across(head.box, other.titles[0].box) > 0.6
            and not rules.below(head.box, other.titles[0].box)
        ]
        if len(below) == 1 and width(head.box) < 1.8 * width(below[0].titles[0].box):
            below[0].titles.insert(0, head)
            found.remove(article)
    return found


def _named(found: list[Laid]) -> list[Laid]:
    return [Laid(article.titles, in_reading_order(article.body), framed=article.framed) for article in found]
