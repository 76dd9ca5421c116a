"""The words of the pages: English in the templates, other languages from the catalogues in ``locales/``.

The catalogues are gettext's PO files, compiled in memory when the process starts, so that no build step can be
forgotten (docs/decisions/0045). A word that a catalogue lacks is shown in English.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

if TYPE_CHECKING:
    from werkzeug.datastructures import LanguageAccept

DEFAULT = "en"
LANGUAGES = (DEFAULT, "it")
"""What the pages can be read in, the default first."""

_LOCALES = {"en": "en_GB", "it": "it_IT"}


@dataclass(frozen=True, slots=True)
class Words:
    """One language of the pages: its tag, its locale for dates and numbers, its catalogue."""

    language: str
    locale: Locale
    catalogue: NullTranslations

    def __call__(self, message: str, /, **values: object) -> str:
        """Return the message in this language, its ``%(name)s`` filled in."""
        return self.catalogue.ugettext(message) % values if values else self.catalogue.ugettext(message)

    def count(self, one: str, many: str, number: int, /, **values: object) -> str:
        """Return the form that the number asks for; ``%(n)s`` is the number."""
        return self.catalogue.ungettext(one, many, number) % {"n": self.number(number), **values}

    def number(self, number: int) -> str:
        """Return a number with this language's separators."""
        return format_decimal(number, locale=self.locale)

    def name_of(self, language: str) -> str:
        """Return what this language calls another, the tag itself where it has no name for it."""
        try:
            return Locale.parse(language.replace("-", "_")).get_display_name(self.locale) or language
        except (ValueError, UnknownLocaleError):
            return language


@cache
def words(language: str) -> Words:
    """Return one of LANGUAGES, ready to use."""
    return Words(language, Locale.parse(_LOCALES[language]), _catalogue(language))


def choose(accepted: LanguageAccept) -> Words:
    """Return the language that the reader's ``Accept-Language`` likes best (RFC 4647: "it-CH" is Italian)."""
    wanted = (tag.partition("-")[0].lower() for tag, quality in accepted if quality > 0)
    return words(next((language for language in wanted if language in LANGUAGES), DEFAULT))


def _catalogue(language: str) -> NullTranslations:
    file = resources.files("feedsvc.web") / "locales" / f"{language}.po"
    if language == DEFAULT or not file.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as text:
        write_mo(compiled, read_po(text, language))
    compiled.seek(0)
    return Translations(compiled)
