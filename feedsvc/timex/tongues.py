"""Which languages know the words of a text: asked of a compiled table, so that no language is loaded to be ruled out.

The table (``languages/_known.tsv``) has a line for each set of languages: their tags, a tab, the words by which they
and no others mean something of their own. Words that all share stand under ``*``, and a line without words names one
language for each way to read figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from feedsvc.timex import lexicon
from feedsvc.timex.lexicon import TOKEN, Lexicon

_ALL = ("*",)


def fluent(text: str) -> tuple[str, ...]:
    """Return the languages that know every word of a folded text, one of them as their own.

    A text of shared words alone ("180 points") says no more to another language than it said to the page's own.
    """
    words = {*_words(text)}
    owners = [_known().get(word, ()) for word in words if word not in _known_to_all()]
    owned = [tags for word in words if word in _known_to_all() and (tags := _known().get(word))]
    possible = {*min(owners, key=len)} if owners else {tag for tags in owned for tag in tags}
    return tuple(tag for tag in lexicon.tags() if tag in possible and all(tag in tags for tags in owners))


def likeliest(text: str) -> list[str]:
    """Return the languages that know the most of a folded text's words, English first.

    Of words that all know, and of figures, those languages that mean something else by them, and one for each way to
    read figures.
    """
    words = {*_words(text)}
    counts = Counter(tag for word in words - _known_to_all() for tag in _known().get(word, ()))
    most = max(counts.values(), default=0)
    if counts:
        possible = {tag for tag, count in counts.items() if count == most}
    else:
        possible = {*_known()[""], *(tag for word in words for tag in _known().get(word, ()))}
    return sorted(filter(possible.__contains__, lexicon.tags()), key=lambda tag: tag != "en")


def compiled() -> str:
    """Return the table as the languages are now; it loads them all, so only a tool and a test ask for it."""
    languages = [loaded for tag in lexicon.tags() if (loaded := lexicon.load(tag)) is not None]
    ways: dict[tuple[object, ...], str] = {}
    for loaded in sorted(languages, key=lambda one: one.tag != "en"):
        ways.setdefault((loaded.order, loaded.eras), loaded.tag)
    sets: dict[str, list[str]] = {"*": [*_all_words(lexicon.shared_words())]}
    for word, tags in _owners(languages).items():
        sets.setdefault(" ".join(tags), []).append(word)
    lines = (f"{tags}\t{' '.join(sorted(words))}" for tags, words in sorted(sets.items()))
    return "\n".join((" ".join(ways.values()) + "\t", *lines, ""))


def _owners(languages: Iterable[Lexicon]) -> dict[str, list[str]]:
    """Return for each word the languages that mean something by it, or by a phrase with it, that not all mean."""
    shared = lexicon.shared_words()
    owners: dict[str, list[str]] = {}
    for one in languages:
        own = (phrase for phrase, meanings in one.words.items() if not {*meanings} <= {*shared.get(phrase, ())})
        for word in _all_words(own):
            owners.setdefault(word, []).append(one.tag)
    return owners


def _all_words(phrases: Iterable[str]) -> set[str]:
    return {word for phrase in phrases for word in _words(phrase)}


def _words(text: str) -> list[str]:
    return [token for token in TOKEN.findall(text) if token[0].isalpha()]


@cache
def _table() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    text = files(__package__).joinpath("languages", "_known.tsv").read_text("utf-8")
    lines = (line.partition("\t") for line in text.splitlines())
    return tuple((tuple(tags.split(" ")), tuple(words.split(" "))) for tags, _, words in lines)


@cache
def _known() -> dict[str, tuple[str, ...]]:
    """Return for each word the languages whose own it is, under no word those that stand for all figures."""
    return {word: tags for tags, words in _table() if tags != _ALL for word in words}


@cache
def _known_to_all() -> frozenset[str]:
    return frozenset(word for tags, words in _table() if tags == _ALL for word in words)
