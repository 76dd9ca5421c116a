"""The words of the pages: English in the templates, other languages from the catalogues in ``locales/``.

The catalogues are gettext's PO files, compiled in memory when the process starts, so that no build step can be
forgotten (docs/decisions/0045). A word that a catalogue lacks is shown in English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from io import BytesIO
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

from feedsvc.model.sentences import Sentence, Value
from feedsvc.model.times import Span
from feedsvc.web import saying

if TYPE_CHECKING:
    from datetime import tzinfo

    from werkzeug.datastructures import LanguageAccept

DEFAULT = "en"
LANGUAGES = (DEFAULT, "it")
"""What the pages can be read in, the default first."""

_LOCALES = {"en": "en_GB", "it": "it_IT"}
_ELIDED = re.compile(r"\b(il|al|del|dal|nel|sul) (?=(?:8|11)(?: |$))")
"""Italian articles before the numbers that begin with a vowel: otto, undici."""


@dataclass(frozen=True, slots=True)
class Words:
    """One language of the pages: its tag, its locale for dates and numbers, its catalogue."""

    language: str
    locale: Locale
    catalogue: NullTranslations

    def __call__(self, message: str, /, **values: object) -> str:
        """Return the message in this language, its ``%(name)s`` filled in."""
        if not values:
            return self.catalogue.ugettext(message)
        return self._contracted(self.catalogue.ugettext(message) % values)

    def tell(self, text: str, zone: tzinfo = UTC) -> str:
        """Return what a room of the house has to say, in this language where it is a Sentence or one by its words.

        Moments in it are said in the civil time of a zone.
        """
        if not isinstance(text, Sentence) or not text.values:
            return self.catalogue.ugettext(text) if text else text
        values = {name: self._value(each, zone) for name, each in text.values.items()}
        if text.plural is None:
            return self(text.pattern, **values)
        number = text.values["n"]
        assert isinstance(number, int), "what is counted is a number"
        return self.count(text.pattern, text.plural, number, **values)

    def count(self, one: str, many: str, number: int, /, **values: object) -> str:
        """Return the form that the number asks for; ``%(n)s`` is the number."""
        return self._contracted(self.catalogue.ungettext(one, many, number) % {**values, "n": self.number(number)})

    def number(self, number: int) -> str:
        """Return a number with this language's separators."""
        return format_decimal(number, locale=self.locale)

    def _value(self, value: Value, zone: tzinfo) -> str:
        if isinstance(value, str):
            return self.tell(value, zone) if isinstance(value, Sentence) else value
        if isinstance(value, datetime):
            return saying.say(Span.instant(value), value, zone, self)
        return saying.say_length(value, self, units=1) if isinstance(value, timedelta) else self.number(value)

    def _contracted(self, text: str) -> str:
        """Return a text with the articles that its numbers ask for: in Italian "dall’8 gennaio", not "dal 8"."""
        return _ELIDED.sub(_elide, text) if self.language == "it" else text

    def name_of(self, language: str) -> str:
        """Return what this language calls another, the tag itself where it has no name for it."""
        try:
            return Locale.parse(language.replace("-", "_")).get_display_name(self.locale) or language
        except (ValueError, UnknownLocaleError):
            return language


def _elide(article: re.Match[str]) -> str:
    word = article[1]
    return "l’" if word == "il" else f"{word}l’"


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
