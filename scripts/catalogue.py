"""Keep the text catalogue of the whole app: prevention/translations/{sv,en}/LC_MESSAGES/messages.po.

scripts/catalogue                 extract every text, update both .po files, compile them, list what Swedish still lacks
scripts/catalogue mine.po …       the same, and take Swedish texts from these files (plain msgid/msgstr; msgid_plural,
                                  msgstr[0], msgstr[1] and msgctxt work too). A text that is there already stays …
scripts/catalogue --force mine.po … unless forced
scripts/catalogue --check         change nothing; exit 1 and say why when the .po files are not what extraction gives,
                                  when a Swedish text is missing, or when its %(placeholders)s differ
scripts/catalogue --compile       only compile the .po files that are newer than their .mo

Texts in code are English: _("Log session"). So English needs no translation, except plural forms, which are filled in.
A text that is no longer in the code leaves the catalogue. A percent sign in a text is written %%, as in the code.
Several people may run this at the same time: each waits for the one before.
"""

import argparse
import fcntl
import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from tokenize import TokenError

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po
from jinja2 import TemplateSyntaxError

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "prevention" / "translations"
LANGUAGES = ("sv", "en")
KEYWORDS = DEFAULT_KEYWORDS | {
    "_l": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
    "lazy_npgettext": ((1, "c"), 2, 3),
}
JINJA_OPTIONS = {"silent": "false", "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols"}
MARK = re.compile(r"%\(\w+\)[a-z]|%%|%")
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def main() -> int:
    """Do what the arguments ask, alone."""
    arguments = read_arguments()
    TRANSLATIONS.mkdir(exist_ok=True)
    lock = os.open(TRANSLATIONS, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    if arguments.compile:
        compile_outdated()
        return 0
    if arguments.check:
        return check()
    return update(arguments.fragments, force=arguments.force)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/catalogue", description="Update or check the text catalogue.")
    parser.add_argument("fragments", nargs="*", type=Path, metavar="FRAGMENT.po", help="Swedish texts to take in")
    parser.add_argument("--force", action="store_true", help="let the fragments replace texts that are there already")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when something is missing")
    parser.add_argument("--compile", action="store_true", help="only compile what is newer than its .mo")
    return parser.parse_args()


def update(fragments: list[Path], *, force: bool) -> int:
    """Write both catalogues anew from the code, the texts that are there, and the fragments."""
    texts = extract()
    swedish = current("sv", texts)
    for fragment in fragments:
        take_in(fragment, swedish, force=force)
    store(po_path("sv"), as_text(swedish, "sv"))
    store(po_path("en"), as_text(current("en", texts), "en"))
    compile_outdated()
    report(swedish)
    return 0


def check() -> int:
    """Return 1, having said why, when the catalogues are not ready to ship."""
    texts = extract()
    faults = [
        f"{po_path(language).relative_to(ROOT)} is out of date: run scripts/catalogue" for language in outdated(texts)
    ]
    swedish = current("sv", texts)
    faults += [f"no Swedish text for: {shown(message)}" for message in messages(swedish) if not translated(message)]
    faults += stray_placeholders(swedish)
    for fault in faults:
        say(fault)
    say(f"catalogue: {len(faults)} faults, {len(texts)} texts")
    return 1 if faults else 0


def extract() -> Catalog:
    """Collect the texts of all Python modules and templates."""
    texts = Catalog()
    for path in sorted((ROOT / "prevention").rglob("*.py")):
        add_file(texts, path, "python", {})
    for suffix in ("html", "txt"):
        for path in sorted((ROOT / "templates").rglob(f"*.{suffix}")):
            add_file(texts, path, "jinja2.ext:babel_extract", JINJA_OPTIONS)
    return texts


def add_file(texts: Catalog, path: Path, method: str, options: dict[str, str]) -> None:
    try:
        for _line, text, _comments, context in extract_from_file(method, path, keywords=KEYWORDS, options=options):
            texts.add(text, context=context)
    except (SyntaxError, TemplateSyntaxError, TokenError) as error:
        sys.exit(f"{path.relative_to(ROOT)} cannot be read: {error}")


def current(language: str, texts: Catalog) -> Catalog:
    """Return the texts of the code with the translations that are there."""
    known = read(po_path(language), language)
    catalogue = Catalog(locale=language)
    for text in messages(texts):
        there = known.get(text.id, context=text.context)
        string = there.string if there and same_shape(there, text) else ""
        if language == "en" and text.pluralizable:
            string = text.id
        catalogue.add(text.id, string, context=text.context)
    return catalogue


def take_in(fragment: Path, swedish: Catalog, *, force: bool) -> None:
    kept = 0
    for given in messages(read(fragment, "sv")):
        message = swedish.get(given.id, context=given.context)
        if message is None:
            say(f"{fragment.name}: not in the code: {shown(given)}")
        elif not translated(given) or message.string == given.string:
            continue
        elif translated(message) and not force:
            kept += 1
        elif same_shape(given, message):
            message.string = given.string
        else:
            say(f"{fragment.name}: plural forms differ from the code: {shown(given)}")
    if kept:
        say(f"{fragment.name}: {kept} texts kept as they were; --force replaces them")


def report(swedish: Catalog) -> None:
    missing = [message for message in messages(swedish) if not translated(message)]
    for fault in stray_placeholders(swedish):
        say(fault)
    say(f"{len(swedish)} texts, {len(missing)} without Swedish")
    for message in missing[:20]:
        say(f"  {shown(message)}")


def stray_placeholders(swedish: Catalog) -> list[str]:
    found = [message for message in messages(swedish) if translated(message) and not same_marks(message)]
    return [f"other placeholders in Swedish than in: {shown(message)}" for message in found]


def same_marks(message: Message) -> bool:
    """Tell whether each form holds the same %(names)s as a form of the original: a stray one breaks the page."""
    allowed = [marks(text) for text in forms(message.id)]
    return all(marks(text) in allowed for text in forms(message.string))


def marks(text: str) -> set[str]:
    return set(MARK.findall(text))


def translated(message: Message) -> bool:
    return all(forms(message.string))


def forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def same_shape(one: Message, other: Message) -> bool:
    return one.pluralizable == other.pluralizable


def shown(message: Message) -> str:
    context = f"[{message.context}] " if message.context else ""
    return context + " / ".join(forms(message.id))


def messages(catalogue: Catalog) -> Iterator[Message]:
    """Yield the texts without the header, which Babel keeps among them."""
    return (message for message in catalogue if message.id)


def po_path(language: str) -> Path:
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def read(path: Path, language: str) -> Catalog:
    if not path.exists() and path.is_relative_to(TRANSLATIONS):
        return Catalog(locale=language)
    try:
        with path.open("rb") as file:
            return read_po(file, locale=language, abort_invalid=True)
    except (OSError, PoFileError) as error:
        sys.exit(f"{path} cannot be read: {error}")


def as_text(catalogue: Catalog, language: str) -> str:
    """Render without dates and line numbers, so that only changed texts show up in a diff."""
    body = io.BytesIO()
    write_po(body, catalogue, width=120, no_location=True, omit_header=True, sort_output=True)
    return HEADER.format(language=language) + body.getvalue().decode()


def outdated(texts: Catalog) -> list[str]:
    return [language for language in LANGUAGES if stored(language) != as_text(current(language, texts), language)]


def stored(language: str) -> str:
    return po_path(language).read_text(encoding="utf-8") if po_path(language).exists() else ""


def store(path: Path, text: str) -> None:
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    replace(path, text.encode())


def compile_outdated() -> None:
    for language in LANGUAGES:
        source, target = po_path(language), po_path(language).with_suffix(".mo")
        if not source.exists() or (target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns):
            continue
        compiled = io.BytesIO()
        write_mo(compiled, read(source, language))
        replace(target, compiled.getvalue())


def replace(path: Path, content: bytes) -> None:
    """Put a whole file in place at once: a running app may be reading it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_bytes(content)
    draft.replace(path)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
