"""Every word has its Chinese: takes the texts marked for translation, keeps the Chinese catalogues, compiles them.

    python tools/words.py                   all: what is new is added, what is gone is dropped, .mo written
    python tools/words.py --app mine        one app of the portal
    python tools/words.py --app twinwheel   the library
    python tools/words.py --check           only says what is missing, stale or broken; exit 1

A catalogue of the portal is ``src/twinwheel_web/APP/locale/zh_Hans/LC_MESSAGES/django.po``: what stands in templates and in
gettext. That of the library is ``src/twinwheel/locale/zh_Hans/LC_MESSAGES/twinwheel.po``: the patterns of ``message``, its own
and the few sentences that the portal files for later readers. Needs no gettext on the machine: templates are read by Django's
own parser, code by Python's, catalogues by polib.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import string
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src" / "twinwheel_web"
LIBRARY = ROOT / "src" / "twinwheel"
HEADER = {
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Plural-Forms": "nplurals=1; plural=0;",
}
GETTEXT = {f"{kind}gettext{lazy}" for kind in ("", "n", "p") for lazy in ("", "_lazy")} | {
    "_",
    "gettext_noop",
}

Key = tuple[str | None, str, str | None]
"""Context, text, plural."""


def texts(app: Path) -> dict[Key, set[str]]:
    """Every text an app, or the library, marks for translation, with the files it stands in."""
    found: dict[Key, set[str]] = {}
    for file in _files(app):
        if file.suffix == ".py":
            keys = _of_code(file, {"message"} if app == LIBRARY else GETTEXT)
        else:
            keys = _of_template(file)
        for key in keys:
            found.setdefault(key, set()).add(file.relative_to(app.parent).as_posix())
    return found


def _files(app: Path) -> list[Path]:
    """Code, and the templates of the portal; those of the library's reports are in both languages themselves."""
    if app == LIBRARY:
        return sorted([*app.rglob("*.py"), *WEB.rglob("*.py")])
    code = [each for each in app.rglob("*.py") if "migrations" not in each.parts]
    return sorted([*code, *app.rglob("templates/**/*.html"), *app.rglob("templates/**/*.txt")])


def _of_code(file: Path, keywords: set[str]) -> Iterator[Key]:
    for call in ast.walk(ast.parse(file.read_bytes())):
        if not isinstance(call, ast.Call):
            continue
        function = getattr(call.func, "id", None) or getattr(call.func, "attr", "")
        parts = [
            each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)
        ]
        if function not in keywords or not parts:
            continue
        if function.startswith("pgettext"):
            yield parts[0], parts[1], None
        else:
            yield None, parts[0], parts[1] if function.startswith("ngettext") else None


def _of_template(file: Path) -> Iterator[Key]:
    from django.template import engines
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode

    source = file.read_text("utf-8")
    template = engines["django"].from_string(source).template
    for node in template.nodelist.get_nodes_by_type(TranslateNode):
        if isinstance(node.filter_expression.var, str):
            yield _context(node), node.filter_expression.var, None
        elif (literal := node.filter_expression.var.literal) is not None:
            yield _context(node), str(literal), None
    for node in template.nodelist.get_nodes_by_type(BlockTranslateNode):
        singular, _ = node.render_token_list(node.singular)
        plural = node.render_token_list(node.plural)[0] if node.plural else None
        yield _context(node), *(_trim(text, node.trimmed) for text in (singular, plural))
    for quoted in re.findall(r"""_\(("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\)""", source):
        yield None, quoted[1:-1], None


def _context(node: object) -> str | None:
    context = getattr(node, "message_context", None)
    return str(context.var) if context is not None else None


def _trim(text: str | None, trimmed: bool) -> str | None:
    return " ".join(line.strip() for line in text.splitlines() if line.strip()) if text and trimmed else text


def catalogue(app: Path) -> Path:
    return app / "locale" / "zh_Hans" / "LC_MESSAGES" / ("twinwheel.po" if app == LIBRARY else "django.po")


def renew(app: Path) -> polib.POFile:
    """The catalogue of an app as it should be: every text of today, with what was translated before."""
    file = catalogue(app)
    before = {(each.msgctxt, each.msgid): each for each in polib.pofile(str(file))} if file.is_file() else {}
    made = polib.POFile(wrapwidth=110)
    made.metadata = dict(HEADER)
    for (context, text, plural), places in sorted(
        texts(app).items(), key=lambda item: (item[0][1], item[0][0] or "")
    ):
        old = before.get((context, text))
        entry = polib.POEntry(
            msgctxt=context, msgid=text, occurrences=[(place, "") for place in sorted(places)]
        )
        if plural is not None:
            entry.msgid_plural = plural
            entry.msgstr_plural = (
                dict(old.msgstr_plural) if old and old.msgstr_plural else {0: old.msgstr if old else ""}
            )
        else:
            entry.msgstr = old.msgstr or old.msgstr_plural.get(0, "") if old else ""
        if (double := made.find(text, msgctxt=context)) is not None:
            double.occurrences = sorted({*double.occurrences, *entry.occurrences})
        else:
            made.append(entry)
    return made


def write(made: polib.POFile, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(str(made) + "\n", "utf-8")
    file.with_suffix(".mo").write_bytes(made.to_binary())


def problems(app: Path) -> Iterator[str]:
    """What is missing, stale or broken in an app's catalogue."""
    made, file = renew(app), catalogue(app)
    place = file.relative_to(ROOT)
    if not made:
        return
    for entry in made:
        for chinese in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            if not chinese.strip():
                yield f'{place}: no Chinese for "{entry.msgid[:90]}" ({entry.occurrences[0][0]})'
            elif not _fits(app, chinese, entry):
                yield f'{place}: "{entry.msgid[:60]}": the Chinese has other placeholders'
    if not file.is_file() or file.read_text("utf-8") != str(made) + "\n":
        yield f"{place}: not what the code says today"
    compiled = file.with_suffix(".mo")
    if not compiled.is_file() or compiled.read_bytes() != made.to_binary():
        yield f"{compiled.relative_to(ROOT)}: not compiled from the catalogue"


def conflicts() -> Iterator[str]:
    """Texts that two catalogues put into different Chinese: Django would take one of them everywhere."""
    said: dict[tuple[str | None, str], dict[str, str]] = {}
    for app in apps():
        if app != LIBRARY and catalogue(app).is_file():
            for entry in polib.pofile(str(catalogue(app))):
                chinese = entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr
                said.setdefault((entry.msgctxt, entry.msgid), {})[app.name] = chinese
    for (_, text), words in said.items():
        if len(set(words.values())) > 1:
            yield f'"{text[:60]}" is {" and ".join(f"{zh} in {app}" for app, zh in words.items())}: choose one, or give a context'


def _fits(app: Path, chinese: str, entry: polib.POEntry) -> bool:
    """Whether the Chinese has the places of the English: all of them in the library, whose values are facts that may not be lost."""
    said, meant = _slots(chinese), _slots(entry.msgid) | _slots(entry.msgid_plural or "")
    return said == meant if app == LIBRARY else said <= meant


def _slots(text: str) -> set[str]:
    braces: set[str] = set()
    with suppress(ValueError):  # a brace that is only a brace
        braces = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    return {*re.findall(r"%\((\w+)\)", text), *braces}


def apps(only: str | None = None) -> list[Path]:
    """The portal's apps, and the library beside them."""
    every = [*(each.parent for each in sorted(WEB.glob("*/__init__.py"))), LIBRARY]
    return [each for each in every if only in {None, each.name}]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--app")
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    start()
    if not asked.check:
        for app in apps(asked.app):
            if made := renew(app):
                write(made, catalogue(app))
    found = [problem for app in apps(asked.app) for problem in problems(app)] + list(conflicts())
    print("\n".join(found) or "words: everything has its Chinese")
    return 1 if found else 0


def start() -> None:
    """Django, with the settings of the tests: templates are read by it."""
    sys.path.insert(0, str(ROOT / "tests"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "web_settings")
    import django

    django.setup()


if __name__ == "__main__":
    sys.exit(main())
