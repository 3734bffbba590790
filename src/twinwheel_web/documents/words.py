"""What stands in ``document.json`` in English, in the language of the page: why a reading was chosen, values of listed fields."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext_lazy

_NUMBER = re.compile(r"\d[\d,]*")
SAID = frozenset(
    {
        gettext_noop("the main witness is damaged here"),
        gettext_noop("{} witnesses have words that the main one lost"),
        gettext_noop("the main witness lost a character that OCR has"),
        gettext_noop("OCR adds none"),
        gettext_noop("the other witnesses outweigh the main one"),
        gettext_noop("{} of {} witnesses agree"),
        gettext_noop("the text layer leads"),
        gettext_noop("the main witness leads"),
        gettext_noop("OCR loses words rather than adding them"),
        gettext_noop("they look alike, and this is the word"),
        gettext_noop("a tie"),
        gettext_noop("editions differ"),
        gettext_noop("numbers differ"),
        gettext_noop("titles differ"),
        gettext_noop("names differ"),
        gettext_noop("a witness has more"),
        gettext_noop("no third witness decides"),
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


def why(text: str) -> str:
    """Why a reading was chosen, in the language of the page; what is not known stands as it is.

    >>> from django.utils.translation import override
    >>> with override("zh-hans"):
    ...     why("the text layer leads; numbers differ")
    '以文字层为准；数字不一致'
    """
    return _("; ").join(_part(part) for part in text.split("; ") if part)


def _part(part: str) -> str:
    key = _NUMBER.sub("{}", part)
    return _(key).format(*_NUMBER.findall(part)) if key in SAID else part


def value_name(value: str) -> str:
    """A listed value in the language of the page."""
    word = value.replace("_", " ")
    return str(VALUES.get(word, value))
