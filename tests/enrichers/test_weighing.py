"""The trained model settles each label, and stays within what is certain."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrichers import weighing
from enrichers.features import Featurer
from enrichers.heads import Decided, Head
from enrichers.reader import reader_of
from enrichers.settled import heard
from enrichers.weights import read_weights, weights
from tests.enrichers.judging_for_tests import judge, mention, stages
from tests.enrichers.town_for_tests import TROIS_RIVIERES
from vigie.errors import ConfigurationError
from vigie.judgement import Judged, Label
from vigie.labels import VOCABULARIES
from vigie.post import Author

POSTS = (
    "Un gros trou sur la rue Royale depuis trois semaines, quelqu'un va se blesser!",
    "Merci aux cols bleus, ma rue est impeccable ce matin",
    "La bibliothèque ouvre à quelle heure samedi?",
    "Merci la ville, trois jours que ma rue est pas déneigée 🙄",
    "ok",
)


def ruled(text: str) -> Judged:
    batch = [mention(text, language="fr")]
    for stage in stages():
        batch = stage.enrich(batch)
    return batch[0]


def test_a_post_is_judged_alike_alone_and_among_others() -> None:
    stage = weighing.build(TROIS_RIVIERES, {})
    together = stage.enrich([ruled(text) for text in POSTS])
    alone = [stage.enrich([ruled(text)])[0] for text in POSTS]
    assert [one.judgement for one in together] == [one.judgement for one in alone]


def test_an_empty_batch_stays_empty() -> None:
    assert weighing.build(TROIS_RIVIERES, {}).enrich([]) == []


def test_a_post_without_a_word_is_left_to_the_rules() -> None:
    before = ruled("")
    assert weighing.build(TROIS_RIVIERES, {}).enrich([before]) == [before]


def test_a_declared_role_is_never_guessed_again() -> None:
    said = judge(POSTS[0], author=Author(role="official"))
    assert said.author_role is not None
    assert said.author_role.value == "official"


def test_an_emergency_is_never_a_case() -> None:
    said = judge(
        "Il y a le feu dans un bloc au coin de Royale, appelez le 911, des gens sont pris!"
    )
    assert said.emergency is not None
    assert said.emergency.yes
    assert said.service_request is not None
    assert not said.service_request.yes


def test_what_names_the_model_is_kept_with_the_judgement() -> None:
    assert judge(POSTS[0]).models["weighing"] == weights().version


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gets_every_label_of_its_vocabulary(text: str) -> None:
    said = judge(text)
    for label in ("sentiment", "topic", "intent", "conduct", "author_role"):
        found = getattr(said, label)
        assert found.value in VOCABULARIES[label]
        assert 0 <= found.confidence <= 1
    request = said.service_request
    assert request is not None
    assert (request.category is not None) == request.yes
    for reason in said.why:
        assert reason.start is None or 0 <= reason.start < (reason.end or 0) <= len(text)


def test_the_name_of_the_town_tells_the_model_nothing() -> None:
    featurer, reader = Featurer(TROIS_RIVIERES), reader_of(TROIS_RIVIERES, {})

    def words(text: str) -> list[int]:
        before = ruled(text)
        return list(featurer.of(before, reader.read(before)).word)

    official = words("Bravo Trois-Rivières pour le parc")
    assert official == words("Bravo Ville de Trois-Rivières pour le parc") or official
    assert len(official) == len(words("Bravo laville pour le parc"))


def test_reasons_agree_with_the_label_that_is_given() -> None:
    for text in POSTS:
        said = judge(text)
        explained = {reason.label for reason in said.why}
        if said.service_request is not None and not said.service_request.yes:
            assert "service_request" not in explained
        assert "topic" in explained or said.topic is None or said.topic.value == "other"


def test_a_head_decides_by_its_offsets_and_tells_its_chance() -> None:
    head = Head(label="x", classes=("a", "b"), first=1, offsets=(0.0, 0.5), slopes=(2.0,))
    first, second = head.decide(np.array([[9.0, 0.2, 0.0], [9.0, 1.0, 0.0]]))
    assert (first.place, second.place) == (1, 0)
    assert first.confidence == pytest.approx(0.646, abs=0.001)


def test_a_yes_or_no_has_a_curve_for_each_answer() -> None:
    head = Head(
        label="x",
        classes=("no", "yes"),
        first=0,
        offsets=(0.0,),
        slopes=(1.0, 1.0),
        levels=(2.0, -2.0),
    )
    no, yes = head.decide(np.array([[-1.0], [1.0]]))
    assert (no.place, yes.place) == (0, 1)
    assert no.confidence > 0.9
    assert yes.confidence < 0.5


def test_a_file_that_is_no_model_is_told_by_its_name(tmp_path: Path) -> None:
    other = tmp_path / "autre.npz"
    other.write_bytes(b"PK rien")
    with pytest.raises(ConfigurationError, match="autre"):
        weighing.build(TROIS_RIVIERES, {"model": other})
    with pytest.raises(ConfigurationError, match="absent"):
        weighing.build(TROIS_RIVIERES, {"model": tmp_path / "absent.npz"})


def test_a_model_reads_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "copie.npz"
    weights().save(path)
    copy = read_weights(path.read_bytes(), "copie")
    assert copy.version == weights().version
    assert copy.heads == weights().heads


def test_judging_needs_no_training_library() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import enrichers.weighing, sys; print({'sklearn', 'scipy'} & set(sys.modules))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("label", "ruled", "value", "chance", "expected"),
    [
        ("conduct", Label("ok", 0.9), "insult", 0.6, "ok"),
        ("conduct", Label("ok", 0.9), "insult", 0.85, "insult"),
        ("conduct", Label("insult", 0.7), "insult", 0.5, "insult"),
        ("conduct", Label("insult", 0.7), "ok", 0.5, "ok"),
        ("sentiment", Label("negative", 0.9), "positive", 0.5, "negative"),
        ("sentiment", Label("negative", 0.9), "positive", 0.95, "positive"),
        ("sentiment", Label("negative", 0.5), "positive", 0.5, "positive"),
        ("topic", Label("other", 0.4), "snow", 0.3, "other"),
        ("topic", Label("other", 0.4), "snow", 0.6, "snow"),
        ("topic", None, "snow", 0.3, "snow"),
    ],
)
def test_where_a_mistake_would_hurt_the_rules_are_heard(
    label: str, ruled: Label | None, value: str, chance: float, expected: str
) -> None:
    assert heard(label, ruled, value, Decided(0, chance)).value == expected


def test_a_breach_that_is_not_sure_enough_is_left_to_a_person() -> None:
    kept = heard("conduct", Label("ok", 0.9), "threat", Decided(0, 0.6))
    assert kept.value == "ok"
    assert kept.confidence < 0.6
