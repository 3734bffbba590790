"""Pictures of pages, read by OCR: decoded within limits, set straight, read line by line.

The engine is rapidocr (extra ``[ocr]``); its models lie in its wheel, nothing is downloaded.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from twinwheel.errors import DocumentError
from twinwheel.messages import heard, message
from twinwheel.reading.model import Page, Source
from twinwheel.reading.sources.gutters import cut_at_gutters
from twinwheel.reading.sources.limits import MAX_FILE_BYTES, MAX_PAGES, MAX_PIXELS, MIN_SIDE
from twinwheel.reading.sources.lines import Printed, laid_out

if TYPE_CHECKING:
    from PIL.Image import Image

OCR_MISSING = message("Install what reads pictures: pip install 'twinwheel[ocr]'")
Picture = NDArray[np.uint8]
"""Height by width by 3: blue, green, red."""


def ocr_installed() -> bool:
    """Whether the extra ``[ocr]`` is there."""
    return all(find_spec(module) is not None for module in ("rapidocr", "onnxruntime", "cv2", "PIL"))


def ocr_version() -> str:
    """``rapidocr 3.10``: what the cache and the report call the engine."""
    try:
        return "rapidocr " + ".".join(version("rapidocr").split(".")[:2])
    except PackageNotFoundError:
        return "rapidocr"


def read_scan(data: bytes, name: str, page_done: Callable[[int, int, bool], None] | None = None) -> Source:
    """Read a picture (PNG, JPEG, TIFF with any number of pages, BMP, WebP) by OCR.

    Boxes are in points where the picture states its resolution, else in pixels; of a page that was askew,
    on the page set straight. The same bytes give the same source: results may be kept under their hash.

    Raises:
        DocumentError: the extra ``[ocr]`` is not installed, the picture is damaged or too large, or there
            is no text on it.
    """
    if len(data) > MAX_FILE_BYTES:
        raise DocumentError.of(
            name,
            message(
                "it has {count:,} bytes; at most {most:,} are read", count=len(data), most=MAX_FILE_BYTES
            ),
            message("Split it into several files."),
        )
    if not ocr_installed():
        raise DocumentError.of(name, message("it is a picture of a page"), OCR_MISSING)
    printed: list[Printed] = []
    for number, of, image in _frames(data, name):
        if page_done:
            page_done(number - 1, of, True)
        picture = np.asarray(image.convert("RGB"))[:, :, ::-1]
        printed.append(printed_page(picture, number, points_per_pixel=_points_per_pixel(image)))
        if page_done:
            page_done(number, of, True)
    return laid_out(printed, data, name, "scan", [ocr_version()])


def printed_page(picture: Picture, number: int, *, points_per_pixel: float = 1.0) -> Printed:
    """One page, read by OCR: lines cut at gutters, and the rules seen on it."""
    from twinwheel.reading.sources import ocr, straight

    picture = straight.upright(straight.deskewed(_three_channels(picture)), ocr.sample_score)
    lines = cut_at_gutters(ocr.lines(picture, points_per_pixel))
    height, width = picture.shape[:2]
    page = Page(
        number,
        round(width * points_per_pixel, 2),
        round(height * points_per_pixel, 2),
        tuple(straight.rules(picture, points_per_pixel)),
    )
    return Printed(page, lines, scanned=True)


def _three_channels(picture: Picture) -> Picture:
    if picture.ndim == 2:
        picture = np.stack([picture] * 3, axis=2)
    return np.ascontiguousarray(picture[:, :, :3])


def _frames(data: bytes, name: str) -> Iterator[tuple[int, int, Image]]:
    """The pages of the picture; their size is known before any of them is unpacked."""
    import warnings

    from PIL import Image, ImageOps, UnidentifiedImageError

    def refused(what: str, advice: str = "Was it copied in full?") -> DocumentError:
        return DocumentError.of(name, what, advice)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # Pillow warns of large pictures and odd tags; we have our own limit
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "BMP", "WEBP")) as image:
                pages = getattr(image, "n_frames", 1)
                if pages > MAX_PAGES:
                    raise refused(
                        message(
                            "it has {pages:,} pages; at most {most:,} are read", pages=pages, most=MAX_PAGES
                        ),
                        message("Split it."),
                    )
                for index in range(pages):
                    image.seek(index)
                    if image.width * image.height > MAX_PIXELS:
                        raise refused(
                            message(
                                "page {number} has {width:,} by {height:,} pixels; at most {most:,} in all are read",
                                number=index + 1,
                                width=image.width,
                                height=image.height,
                                most=MAX_PIXELS,
                            ),
                            message("Scan it at 300 dpi or less."),
                        )
                    if min(image.size) < MIN_SIDE:
                        raise refused(
                            message(
                                "page {number} has {width:,} by {height:,} pixels: no text fits",
                                number=index + 1,
                                width=image.width,
                                height=image.height,
                            ),
                            message("Is it a page at all?"),
                        )
                    yield index + 1, pages, ImageOps.exif_transpose(image)
    except UnidentifiedImageError as error:
        raise refused(message("it is not a picture that can be opened")) from error
    except (Image.DecompressionBombError, MemoryError) as error:
        raise refused(
            message("it unpacks to more than is read"), message("Scan it at 300 dpi or less.")
        ) from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError) as error:
        raise refused(message("the picture is damaged: {error}", error=heard(error))) from error


def _points_per_pixel(image: Any) -> float:
    """From the stated resolution, where it is one that a scanner has: 72 and 96 are said by programs."""
    try:
        dpi = float(image.info.get("dpi", (0, 0))[1])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return 1.0
    return 72 / dpi if 100 <= dpi <= 1_200 else 1.0
