"""What the library says in English, in the language of the page: why a file was not read, why a reading was chosen.

Numbers in it stand for themselves; what follows a colon is a library's own words, for the log and not for people.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as known
from django.utils.translation import pgettext_lazy

_NUMBER = re.compile(r"\d[\d,]*")
SAID = frozenset(
    {
        # why a file was not read, and what to do
        known("it is empty"),
        known("Was it copied in full?"),
        known("it has {} bytes"),
        known("it has more than {} bytes"),
        known("at most {} are read"),
        known("it has more than {} characters"),
        known("it has {} pages"),
        known("{} to {} are read"),
        known("Split it into several files."),
        known("it is an old Word or WPS file (.doc, .wps)"),
        known("Save it as .docx or .pdf."),
        known("its zip is damaged"),
        known("it is a zip, but neither DOCX nor OFD"),
        known("Unpack it and give the documents themselves."),
        known("it is no sound Word document"),
        known("Open it in Word and save it again."),
        known("it holds no text"),
        known("it holds no text, only pictures"),
        known("Save it as PDF and read that."),
        known("If its pages are pictures, save it as PDF and read that."),
        known("there is no text on the page"),
        known("there is no text on its pages"),
        known("Are they pictures without any words?"),
        known("Save it with its text, as a browser shows it."),
        known("it is damaged HTML"),
        known("Save the page again."),
        known("its elements are nested more than {} deep"),
        known("Save the page as a browser shows it."),
        known("it is encrypted"),
        known("Save it without a password."),
        known("it is locked with a password"),
        known("Save it without one, then read that."),
        known("it is not a PDF that can be opened"),
        known("page {} is damaged"),
        known("page {} has no text layer"),
        known("it is a picture"),
        known("it is a picture of a page"),
        known("Install what reads pictures"),
        known("it is not a text"),
        known("Give the document itself, such as its PDF."),
        known("it is no text in UTF-{}, GB{} or Big{}"),
        known("Save it as UTF-{}."),
        known("its reader crashed, or did not come to an end"),
        known("The file is damaged, or too large for the memory of this machine."),
        known("it took too long to read"),
        known("its reader failed"),
        known("This is a defect of Twinwheel"),
        known("please report it with the document."),
        # why a reading was chosen
        known("the main witness is damaged here"),
        known("{} witnesses have words that the main one lost"),
        known("the main witness lost a character that OCR has"),
        known("OCR adds none"),
        known("the other witnesses outweigh the main one"),
        known("{} of {} witnesses agree"),
        known("the text layer leads"),
        known("the main witness leads"),
        known("OCR loses words rather than adding them"),
        known("they look alike, and this is the word"),
        known("a tie"),
        known("editions differ"),
        known("numbers differ"),
        known("titles differ"),
        known("names differ"),
        known("a witness has more"),
        known("no third witness decides"),
    }
)
VALUES = {
    "actual": pgettext_lazy("value", "actual"),
    "target": pgettext_lazy("value", "target"),
    "forecast": pgettext_lazy("value", "forecast"),
    "historic": pgettext_lazy("value", "historic"),
    "planned": pgettext_lazy("value", "planned"),
    "under way": pgettext_lazy("value", "under way"),
    "existing": pgettext_lazy("value", "existing"),
    "government": pgettext_lazy("value", "government"),
    "enterprise": pgettext_lazy("value", "enterprise"),
    "university": pgettext_lazy("value", "university"),
    "institute": pgettext_lazy("value", "institute"),
    "association": pgettext_lazy("value", "association"),
    "media": pgettext_lazy("value", "media"),
    "hospital": pgettext_lazy("value", "hospital"),
    "other": pgettext_lazy("value", "other"),
    "country": pgettext_lazy("value", "country"),
    "province": pgettext_lazy("value", "province"),
    "city": pgettext_lazy("value", "city"),
    "district": pgettext_lazy("value", "district"),
    "zone": pgettext_lazy("value", "zone"),
    "park": pgettext_lazy("value", "park"),
    "street": pgettext_lazy("value", "street"),
    "region": pgettext_lazy("value", "region"),
    "programme": pgettext_lazy("value", "programme"),
    "platform": pgettext_lazy("value", "platform"),
    "system": pgettext_lazy("value", "system"),
    "centre": pgettext_lazy("value", "centre"),
    "fund": pgettext_lazy("value", "fund"),
    "facility": pgettext_lazy("value", "facility"),
    "product": pgettext_lazy("value", "product"),
    "policy": pgettext_lazy("value", "policy"),
    "report": pgettext_lazy("value", "report"),
    "book": pgettext_lazy("value", "book"),
    "newspaper": pgettext_lazy("value", "newspaper"),
    "declaration": pgettext_lazy("value", "declaration"),
    "direct": pgettext_lazy("value", "direct"),
    "indirect": pgettext_lazy("value", "indirect"),
    "part of": pgettext_lazy("value", "part of"),
    "located in": pgettext_lazy("value", "located in"),
    "owner of": pgettext_lazy("value", "owner of"),
    "issued": pgettext_lazy("value", "issued"),
    "cooperates with": pgettext_lazy("value", "cooperates with"),
    "produces": pgettext_lazy("value", "produces"),
    "leads": pgettext_lazy("value", "leads"),
    "alias of": pgettext_lazy("value", "alias of"),
    "released": pgettext_lazy("value", "released"),
    "article": pgettext_lazy("value", "article"),
    "interview": pgettext_lazy("value", "interview"),
    "editors note": pgettext_lazy("value", "editors note"),
    "brief": pgettext_lazy("value", "brief"),
    "sidebar": pgettext_lazy("value", "sidebar"),
    "fragment": pgettext_lazy("value", "fragment"),
    "imprint": pgettext_lazy("value", "imprint"),
    "junk": pgettext_lazy("value", "junk"),
}
"""Values of listed fields, with blanks for underscores."""


def told(text: str) -> str:
    """A message of the library in the language of the page; what is not known stands as it is.

    >>> told("the text layer leads; numbers differ")
    'the text layer leads; numbers differ'
    """
    return _("; ").join(_part(part) for part in text.split("; ") if part)


def _part(part: str) -> str:
    head = part.partition(": ")[0]
    numbers = _NUMBER.findall(head)
    key = _NUMBER.sub("{}", head)
    return _(key).format(*numbers) if key in SAID else part


def value_name(value: str) -> str:
    """A listed value in the language of the page."""
    word = value.replace("_", " ")
    return str(VALUES.get(word, value))
