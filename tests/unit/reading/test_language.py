"""A page that does not name its language is told by its script or its small words."""

import pytest

from feedsvc.reading import language


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        (
            "it",
            "Il consiglio approva il nuovo ponte sul fiume, la scelta dopo mesi di confronto con i cittadini",
        ),
        (
            "en",
            "The council has approved the new bridge over the river after months of talks with the town",
        ),
        (
            "de",
            "Der Rat hat die neue Brücke über den Fluss nach Monaten mit den Bürgern der Stadt gebilligt",
        ),
        (
            "pt",
            "A câmara aprova a nova ponte sobre o rio, não há data para as obras, mas os moradores já se dividem",
        ),
        ("ja", "市議会が川の新しい橋を承認、着工は来春"),
        ("zh", "市议会批准新桥，夜间列车三月恢复运行，博物馆发现失落书信"),
        ("ko", "시의회가 강 위의 새 다리를 승인했다"),
        ("ru", "Совет одобрил новый мост через реку, но жители и после этого не согласны с тем, как это было решено"),
        ("ar", "المجلس البلدي يوافق على جسر جديد في المدينة بعد خلاف كان قد استمر من عام إلى عام"),
    ],
)
def test_script_or_small_words_tell_the_language(tag, text):
    assert language.guess([text]) == tag


@pytest.mark.parametrize("text", ["", "12:30 | 45 | 2026", "Sport Video Foto"])
def test_nothing_is_guessed_from_next_to_nothing(text):
    assert language.guess([text]) is None
