"""What an article is called."""

from __future__ import annotations

import hashlib

from twinwheel.reading.model import Article
from twinwheel.reading.renditions.letters import content


def identity_of(article: Article) -> str:
    """``a-`` and twelve hexadecimal digits, from the letters and digits of the text.

    The same in every run, and however marks, spaces and line ends are read. Of a cluster it is that of
    the main witness: a rendition that is added later and is worth less (a repost, an OCR beside the text
    layer) leaves it as it was; one that is worth more is a better text, and gives a new name.
    """
    letters = content(article.text.text) or article.text.text
    digest = hashlib.sha256(letters.encode("utf-8", "surrogatepass")).hexdigest()
    return f"a-{digest[:12]}"
