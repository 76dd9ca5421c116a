"""The documents speak of the house as it stands: what they name is there, and every room is named."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"])
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")


def test_every_room_is_in_the_architecture():
    package = ROOT / "feedsvc"
    rooms = {f"{path.name}/" for path in package.iterdir() if (path / "__init__.py").exists()}
    rooms |= {path.name for path in package.glob("*.py") if not path.name.startswith("__")}
    assert {room for room in rooms if f"`{room}`" not in ARCHITECTURE} == set()


@pytest.mark.parametrize("named", sorted(set(re.findall(r"`((?:[a-z_]+/)*[a-z_]+\.py)`", ARCHITECTURE))))
def test_every_module_in_the_architecture_is_there(named):
    assert (ROOT / "feedsvc" / named).exists() or (ROOT / "feedsvc" / "web" / named).exists()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_between_documents_leads_somewhere(document):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_glossary_is_in_order_of_the_alphabet():
    words = re.findall(r"^\*\*([^*]+)\*\*", (ROOT / "docs" / "glossary.md").read_text("utf-8"), re.MULTILINE)
    assert words == sorted(words, key=str.lower)


def test_every_decision_is_in_the_index_under_its_number_and_title():
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text("utf-8")
    for path in sorted(folder.glob("0*.md")):
        title = path.read_text("utf-8").partition("\n")[0].removeprefix("# ")
        assert title.startswith(f"{int(path.name[:4])}. ")
        assert f"- [{title}]({path.name})\n" in index
