"""Brings the catalogues up to the words in the templates and the code: `python -m tools.messages`.

New messages are added untranslated, those that nobody says any more are dropped; a test keeps the catalogues complete.
"""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

HOUSE = Path(__file__).parent.parent / "feedsvc"
WEB = HOUSE / "web"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
SAID_BY_ROOMS = {"sentence": None, "counted": (1, 2)}
KEYWORDS = SAID_BY_ROOMS | {"_": None, "words": None, "said": None, "_words": None, "count": (1, 2), "_n": (1, 2)}


def messages() -> Iterator[str | tuple[str, str]]:
    """Yield every message that the pages can say: their own, and the sentences that they tell for other rooms."""
    for folder, keywords in ((WEB, KEYWORDS), (HOUSE, SAID_BY_ROOMS)):
        for _file, _line, message, _comments, _context in extract_from_dir(folder, METHODS, keywords=keywords):
            yield message


def main() -> None:
    """Write each catalogue anew, what is translated kept."""
    for path in sorted((WEB / "locales").glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, path.stem)
        template = Catalog()
        for message in messages():
            template.add(message)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalogue, width=110, sort_output=True, omit_header=False, no_location=True)
        print(f"{path.name}: {len(catalogue)} messages")


if __name__ == "__main__":
    main()
