"""Which programs can have printed all of a page's ages."""

from __future__ import annotations

from feedsvc import timex
from feedsvc.model.times import Age
from feedsvc.timex.dialects import Printer, printers


def ages(*texts: str) -> list[Age]:
    found = [timex.read(text, ("it",)) for text in texts]
    return [m.expression for m in found if m is not None and isinstance(m.expression, Age)]


def names(found: tuple[Printer, ...]) -> set[str]:
    return {name.partition("/")[0] for printer in found for name in printer.humanizers}


def test_a_program_that_prints_all_leaves_none_that_prints_less() -> None:
    left = names(printers(ages("3 ore fa", "24 ore fa", "1 mese fa")))
    assert "wordpress" in left
    assert left.isdisjoint({"moment", "carbon", "luxon"})


def test_two_programs_on_one_page_leave_those_that_print_as_much_as_any() -> None:
    mixed = ages("3 ore fa", "1 ora fa", "un'ora fa")
    left = printers(mixed)
    assert {"wordpress", "moment"} <= names(left)
    wordpress = next(p for p in left if any(name.startswith("wordpress") for name in p.humanizers))
    assert len(wordpress.meanings[0]) < len(mixed[0].bounds)
    assert len(wordpress.meanings[2]) == len(mixed[2].bounds), "another program printed it: it means all it can"


def test_dialects_that_mean_the_same_are_one_hypothesis() -> None:
    together = next(p for p in printers(ages("10 minuti fa", "3 ore fa")) if "carbon/default" in p.humanizers)
    assert "luxon/toRelative" in together.humanizers


def test_a_known_humanizer_leaves_its_own_dialects_and_unknown_words_anybody() -> None:
    assert names(printers(ages("3 ore fa"), "moment")) == {"moment"}
    assert [p.humanizers for p in printers([])] == [()]
    assert [p.humanizers for p in printers(ages("3 ore fa"), "ghost of a program")] == [()]


def test_one_odd_text_does_not_decide_over_twenty() -> None:
    hours = [f"{hour} ore fa" for hour in range(2, 22)]
    assert "carbon" in names(printers(ages(*hours, "24 ore fa")))
    assert "carbon" not in names(printers(ages(*hours[:4], "24 ore fa")))
    assert "carbon" in names(printers(ages(*hours[:4], "24 ore fa"), odd=0.3))
    assert "carbon" not in names(printers(ages(*hours, "24 ore fa", "60 minuti fa", "7 giorni fa")))
