"""Every message says what happened, in CloudEvents' binary mode, and nothing personal."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.distributed import events as wire
from pipeline.distributed.headers import headers, kind_of
from tests.pipeline.distributed.shops import TOWN, heard
from vigie.batch import Gone
from vigie.codec import decode
from vigie.judgement import Judged
from vigie.mention import mention_id
from vigie.post import AuthorPurged

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def test_the_attributes_that_cloudevents_requires_are_all_there() -> None:
    found = dict(headers("mention.heard", "abc.1", "Le Courrier d’été", AT))
    assert found == {
        "ce_id": b"abc.1",
        "ce_source": b"/vigie/Le%20Courrier%20d%E2%80%99%C3%A9t%C3%A9",
        "ce_type": b"ca.vigie.mention.heard.v1",
        "ce_specversion": b"1.0",
        "ce_time": b"2026-11-23T14:00:00Z",
        "content-type": b"application/json",
    }


@pytest.mark.parametrize(
    "said", [(), (("ce_type", b"com.other.v1"),), (("ce_type", b"\xff"),), (("x", b""),)]
)
def test_what_others_say_has_no_kind(said: tuple[tuple[str, bytes], ...]) -> None:
    assert kind_of(said) == ""


def test_a_mention_its_edition_and_its_deletion_have_one_key() -> None:
    first, second = wire.heard(heard(7)), wire.heard(heard(7, "autre texte", revision=2))
    gone = wire.gone(Gone(mention=mention_id(TOWN, "essai", "7"), at=AT), "essai")
    assert first.key == second.key == gone.key == heard(7).mention.id.encode()
    assert len({dict(m.headers)["ce_id"] for m in (first, second, gone)}) == 3


def test_what_is_sent_is_what_is_read() -> None:
    one = heard(7, "L’été à Trois-Rivières")
    assert decode(wire.heard(one).value, Judged) == one
    gone = Gone(mention="a" * 32, at=AT)
    assert decode(wire.gone(gone, "essai").value, Gone) == gone
    purged = AuthorPurged(pseudonym="p1", at=AT)
    assert decode(wire.purged(purged, "essai").value, AuthorPurged) == purged


def test_no_header_holds_the_text_nor_the_author() -> None:
    message = wire.heard(heard(7, "un texte reconnaissable"))
    purge = wire.purged(AuthorPurged(pseudonym="pseudonyme", at=AT), "essai")
    together = b"".join(value for _, value in (*message.headers, *purge.headers))
    assert b"reconnaissable" not in together
    assert b"pseudonyme" not in together
