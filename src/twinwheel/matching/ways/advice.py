"""Ways to become eligible, in words and as JSON."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from twinwheel.criteria import wording
from twinwheel.criteria.exact import number
from twinwheel.criteria.subject import Band, Scalar
from twinwheel.criteria.vocabulary import FieldType, Vocabulary
from twinwheel.criteria.wording import Lang
from twinwheel.matching.ways.counterfactual import Change, Counterfactual, Obstacle, Ways

_PHRASES = {
    "at_least": ("不低于{x}", "at least {x}"),
    "more_than": ("高于{x}", "more than {x}"),
    "at_most": ("不超过{x}", "at most {x}"),
    "less_than": ("低于{x}", "less than {x}"),
    "exactly": ("{x}", "{x}"),
    "at_least day": ("不早于{x}", "{x} or later"),
    "more_than day": ("晚于{x}", "after {x}"),
    "at_most day": ("不晚于{x}", "{x} or earlier"),
    "less_than day": ("早于{x}", "before {x}"),
    "to": ("{f}：改为{x}", "{f}: change to {x}"),
    "reach": ("{f}：达到{x}（现为{now}）", "{f}: reach {x} (now {now})"),
    "file": ("{f}：须填报，且{x}", "{f}: to be filed, and {x}"),
    "file any": ("{f}：须填报", "{f}: to be filed"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "gain": ("{f}：取得{x}", "{f}: gain {x}"),
    "give up": ("{f}：不再有{x}", "{f}: give up {x}"),
    "granted": ("（见 {x}）", " (see {x})"),
    "wait": ("等到{x}", "wait until {x}"),
    "now": ("无需改变", "nothing has to change"),
    "fixed": ("取决于不能改变的{x}", "turns on {x}, which cannot change"),
    "closed": ("对本对象不可能满足", "cannot be met by this subject"),
    "window": ("申报窗口已经关闭", "applications have closed"),
    "too_many": ("在试过的改变中没有找到办法", "no way was found among those that were tried"),
}


def way_in_words(way: Counterfactual, vocabulary: Vocabulary, lang: Lang) -> str:
    """One way as a line."""
    parts = [change_in_words(each, vocabulary, lang) for each in way.changes]
    if way.wait_until is not None:
        parts.insert(0, _say("wait", lang, x=_day(way.wait_until, lang)))
    return ("；" if lang == "zh" else "; ").join(parts) or _say("now", lang)


def change_in_words(change: Change, vocabulary: Vocabulary, lang: Lang) -> str:
    """What has to change in one field.

    >>> share = FieldType("占比", "number", "Share", "比例")
    >>> change_in_words(Change("占比", 0.042, 0.05, "at_least", 0.05), Vocabulary({"占比": share}), "en")
    'Share: reach at least 5% (now 4.2%)'
    """
    field = vocabulary.fields[change.field]
    name = wording.label(change.field, vocabulary, lang)
    if isinstance(change.after, tuple):
        return _of_list(change, field, name, lang)
    if isinstance(change.after, bool):
        wanted = _say("yes" if change.after else "no", lang)
    elif isinstance(change.after, str):
        codes = [wording.code(each, field, lang) for each in change.one_of or (change.after,)]
        wanted = wording.listed(codes, lang, "or")
    elif change.bound is None or change.end is None:
        return _say("file any", lang, f=name)
    else:
        is_day = field.kind == "date" and change.bound != "exactly"
        wanted = _say(change.bound + (" day" if is_day else ""), lang, x=_value(change.end, field, lang))
    if change.before is None:
        exactly = lang == "zh" and (isinstance(change.after, bool | str) or change.bound == "exactly")
        return _say("file", lang, f=name, x=("为" if exactly else "") + wanted)
    if isinstance(change.after, bool | str):
        return _say("to", lang, f=name, x=wanted)
    return _say("reach", lang, f=name, x=wanted, now=_value(change.before, field, lang))


def _of_list(change: Change, field: FieldType, name: str, lang: Lang) -> str:
    parts = []
    for key, codes in (("gain", change.gains), ("give up", change.gives_up)):
        if codes:
            shown = wording.listed([wording.code(each, field, lang) for each in codes], lang, "and")
            parts.append(_say(key, lang, f=name, x=shown))
    if change.granted_by:
        parts[0] += _say("granted", lang, x=("、" if lang == "zh" else ", ").join(change.granted_by))
    return ("；" if lang == "zh" else "; ").join(parts) or _say("file any", lang, f=name)


def obstacle_in_words(each: Obstacle, vocabulary: Vocabulary, lang: Lang) -> str:
    """Why nothing helps."""
    names = [wording.label(name, vocabulary, lang) for name in each.fields]
    return _say(each.kind, lang, x=wording.listed(names, lang, "and") if names else "")


def _say(key: str, lang: Lang, **values: str) -> str:
    return _PHRASES[key][lang == "en"].format(**values)


def _day(day: date, lang: Lang) -> str:
    return wording.day(day, "zh") if lang == "zh" else day.isoformat()


def _value(value: Scalar, field: FieldType, lang: Lang) -> str:
    match value:
        case Band(low, high):
            ends = [_value(end, field, lang) if abs(end) < float("inf") else "" for end in (low, high)]
            return "–".join(ends)
        case date():
            return _day(value, lang)
        case int() | float():
            if field.kind == "date":
                return _day(date.fromordinal(int(value)), lang)
            # What was solved for in doubles is shown as a person would write it.
            return wording.quantity(Decimal(f"{number(float(value)):.10g}"), field.unit, lang)
    return str(value)


def as_json(found: Ways, vocabulary: Vocabulary) -> dict[str, Any]:
    """What ``explain --json`` says of one measure: the ways, the nearest first, or the obstacles."""
    return {
        "ways": [
            {
                "wait_until": way.wait_until.isoformat() if way.wait_until else None,
                "outcome": way.outcome.value,
                "changes": [
                    {
                        "field": each.field,
                        "from": plain(each.before),
                        "to": plain(each.after),
                        "bound": each.bound,
                        "end": _end(each, vocabulary),
                        "one_of": list(each.one_of),
                        "granted_by": list(each.granted_by),
                    }
                    for each in way.changes
                ],
                **{lang: way_in_words(way, vocabulary, lang) for lang in ("zh", "en")},
            }
            for way in found.ways
        ],
        "obstacles": [
            {
                "kind": each.kind,
                "criterion": each.criterion,
                "fields": list(each.fields),
                **{lang: obstacle_in_words(each, vocabulary, lang) for lang in ("zh", "en")},
            }
            for each in found.obstacles
        ],
    }


def _end(change: Change, vocabulary: Vocabulary) -> object:
    if change.end is None or vocabulary.fields[change.field].kind != "date":
        return plain(change.end)
    return date.fromordinal(int(change.end)).isoformat()


def plain(value: Scalar) -> object:
    """A canonical value as JSON can hold it; a band is the list of its ends, null for an open one."""
    if isinstance(value, Band):
        return [None if abs(end) == float("inf") else _trimmed(end) for end in (value.low, value.high)]
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, float):
        return _trimmed(value)
    return value.isoformat() if isinstance(value, date) else value


def _trimmed(value: float) -> float | int:
    return int(value) if value == int(value) else value
