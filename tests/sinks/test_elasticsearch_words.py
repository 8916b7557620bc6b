"""The cluster's analysers and Vigie's own words agree, so that Kibana finds what Vigie finds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from sinks.elasticsearch.mapping import OURS
from sinks.searched_text.stems import STEMS
from sinks.searched_text.words import words

CORPUS = Path(__file__).parents[2] / "corpus" / "slices"


@pytest.fixture(scope="module")
def texts() -> list[str]:
    lines = [line for file in CORPUS.glob("*.jsonl") for line in file.read_text().splitlines()]
    return [json.loads(line)["text"] for line in lines]


class Analysers:
    """The store's analysers, on the server."""

    def __init__(self, client: httpx.Client, index: str) -> None:
        self._client = client
        self._path = f"/{index}/_analyze"

    def __call__(self, analyzer: str, text: str) -> list[str]:
        asked = {"analyzer": analyzer, "text": text}
        answer = self._client.post(self._path, json=asked).raise_for_status()
        return [token["token"] for token in answer.json()["tokens"]]


@pytest.fixture(scope="module")
def analysed(elasticsearch_url: str, elastic_prefix: str) -> Iterator[Analysers]:
    index = f"{elastic_prefix}-words"
    held = {"number_of_replicas": 0, "analysis": OURS.analysis}
    with httpx.Client(base_url=elasticsearch_url, timeout=60) as client:
        client.put(f"/{index}", json={"settings": held}).raise_for_status()
        yield Analysers(client, index)
        client.delete(f"/{index}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’eau de l'égout, d`où ?", ["eau", "de", "egout", "ou"]),
        ("Qu’est-ce qu’il y a, jusqu’ici?", ["est", "ce", "il", "y", "a", "ici"]),
        ("Nids-de-poule", ["nids", "de", "poule"]),
        ("#TroisRivières_2026", ["troisrivieres", "2026"]),
        ("valbois.ca;neige:3,5.Merci", ["valbois", "ca", "neige", "3", "5", "merci"]),
        ("neige\u202f! œuvre", ["neige", "oeuvre"]),
        ("cré\u00adation e\u0301te\u0301", ["creation", "ete"]),
        ("voir https://a.example/b?c=d et WWW.a.example.", ["voir", "et"]),
        ("merci @nom.compte@serveur.example et @autre !", ["merci", "et"]),
        ("(@autre) citoyen@s web wifi http", ["citoyen", "s", "web", "wifi", "http"]),
    ],
)
def test_a_text_is_cut_into_folded_words(
    analysed: Analysers, text: str, expected: list[str]
) -> None:
    assert analysed("vigie_folded", text) == expected


@pytest.mark.parametrize(
    ("forms", "language"),
    [
        (("déneigée", "deneigees", "Déneiger", "DÉNEIGEMENT", "déneigés"), "fr"),
        (("trou", "trous"), "fr"),
        (("feu", "feux"), "fr"),
        (("ramasser", "ramassée", "ramasse", "ramassent"), "fr"),
        (("l’eau", "eaux"), "fr"),
        (("pothole", "potholes"), "en"),
        (("plowed", "plowing", "plows"), "en"),
        (("city", "city’s", "cities"), "en"),
    ],
)
def test_the_forms_of_a_word_have_one_stem(
    analysed: Analysers, forms: tuple[str, ...], language: str
) -> None:
    assert len({tuple(analysed(f"vigie_{language}", form)) for form in forms}) == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_stems_are_those_of_the_embedded_store_but_for_a_few(
    analysed: Analysers, texts: list[str], language: str
) -> None:
    # Lucene's Snowball and PyStemmer's are of different years: a handful of words differ. Other
    # scripts are cut otherwise (a Chinese sentence, sign by sign), and have no stems.
    every = {word for text in texts for word in words(text)}
    known = sorted(word for word in every if word.isascii())
    assert len(known) > 5_000
    same = 0
    for start in range(0, len(known), 500):
        some = known[start : start + 500]
        stems = analysed(f"vigie_{language}", " ".join(some))
        pairs = zip(stems, some, strict=True)
        same += sum(stem == STEMS[language][word] for stem, word in pairs)
    assert same / len(known) > 0.998
