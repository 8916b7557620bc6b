from __future__ import annotations

import httpx
from msgspec.structs import replace

from sinks.sqlite.store import SqliteStore
from tests.desk.examples import MONDAY, OWN_PAGE, case
from tests.webapp.records import PageReader, read, record, squeezed
from vigie.batch import Batch, Gone
from vigie.judgement import Label, Place, Reason, Verdict
from vigie.record import Record
from vigie.review import Review


async def shown(client: httpx.AsyncClient, one: Record, query: str = "") -> PageReader:
    answer = await client.get(f"/mention/{one.mention.id}{query}")
    assert answer.status_code == 200
    return read(answer.text)


def to_311() -> Record:
    text = "Un trou rue A devant chez moi."
    return record(
        text,
        post={"source": OWN_PAGE},
        service_request=case(),
        topic=Label("roads", 0.62),
        place=Place(text="rue A", start=8, end=13, confidence=0.9),
        why=(
            Reason(label="service_request", reason="un problème de rue", start=0, end=7),
            Reason(label="topic", reason="le mot « trou »", start=3, end=7),
        ),
        uncertain=("topic",),
    )


async def test_the_whole_mention_is_shown_with_what_to_do(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    one = to_311()
    await store.write(Batch(records=(one,)))
    page = await shown(client, one)
    text = squeezed(page.text)
    assert [m.text for m in page.all("mark")] == ["Un trou"]
    assert page.all("mark")[0].attributes["title"] == "un problème de rue · le mot « trou »"
    for said in (
        "inviter au 311",
        "ne se traite pas sur les médias sociaux",
        "guichet de la ville (front-door)",
        "Première réponse",
        "lundi 23 novembre à 9 h 30",
        "Brouillon de dossier (le 311 Ville-Fictive)",
        "nid-de-poule",
        "rue A",
        "Voir à la source",
    ):
        assert said in text


async def test_drafts_are_there_to_be_copied_and_cannot_be_sent(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    one = to_311()
    await store.write(Batch(records=(one,)))
    page = await shown(client, one)
    temporary, reply, *_ = page.all("textarea")
    assert one.decision.draft is not None
    assert reply.text == one.decision.draft.text
    assert temporary.text == one.decision.draft.temporary
    assert "readonly" in temporary.attributes
    assert not [f for f in page.all("form", method="post") if "http" in f.attributes["action"]]
    assert "Vigie n’envoie rien" in page.text


async def test_a_draft_keeps_its_first_line_even_when_empty(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    one = to_311()
    assert one.decision.draft is not None
    draft = replace(one.decision.draft, text="Bonjour,\n\nUne ligne & une <autre>.")
    one = replace(one, decision=replace(one.decision, draft=draft))
    await store.write(Batch(records=(one,)))
    assert (await shown(client, one)).all("textarea", id="reply")[0].text == draft.text


async def test_each_label_says_how_sure_it_is_and_why(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    one = to_311()
    await store.write(Batch(records=(one,)))
    page = await shown(client, one)
    rows = [squeezed(row.text) for row in page.all("tr")]
    assert any("Sujet" in r and "62 %" in r and "à vérifier" in r and "trou" in r for r in rows)
    assert any(r.startswith("Parle de la ville oui") and "nommée" in r for r in rows)


async def test_a_correction_is_shown_as_the_teams(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    one = to_311()
    await store.write(Batch(records=(one,)))
    await store.review(Review(mention=one.mention.id, corrections={"topic": "water"}))
    page = await shown(client, one)
    (row,) = [squeezed(r.text) for r in page.all("tr") if "Sujet" in r.text]
    assert "eau et égouts" in row
    assert "corrigée par l’équipe" in row
    assert "à vérifier" not in row


async def test_a_media_request_says_not_to_answer_in_public(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    one = record("Une entrevue?", media_request=Verdict(True, 0.9))
    await store.write(Batch(records=(one,)))
    page = await shown(client, one)
    assert "Ne répondez pas publiquement" in page.text


async def test_the_same_story_elsewhere_is_listed_from_either_end(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    first = record("La nouvelle", ago=3)
    again = record("La nouvelle reprise", ago=2, cluster=first.mention.id)
    other = record("Sans lien", ago=1)
    await store.write(Batch(records=(first, again, other)))
    for here, there in ((first, again), (again, first)):
        page = await shown(client, here)
        links = [a.attributes["href"] for a in page.all("a", class_="open")]
        assert links == [f"/mention/{there.mention.id}"]
    assert not (await shown(client, other)).all("a", class_="open")


async def test_the_way_back_keeps_the_search_and_its_filters(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    one = to_311()
    await store.write(Batch(records=(one,)))
    listed = read((await client.get("/mentions?q=trou&topic=roads&period=30d")).text)
    (link,) = listed.all("a", class_="open")
    page = read((await client.get(link.attributes["href"])).text)
    (back,) = page.all("p", class_="back")
    assert "Retour" in back.text
    hrefs = [a.attributes["href"] for a in page.all("a")]
    assert "/mentions?q=trou&topic=roads&period=30d" in hrefs


async def test_a_stopped_clock_says_when(client: httpx.AsyncClient, store: SqliteStore) -> None:
    one = to_311()
    await store.write(Batch(records=(one,)))
    await store.review(Review(mention=one.mention.id, temporary_sent_at=MONDAY))
    assert "envoyée lundi 23 novembre à 9 h" in squeezed((await shown(client, one)).text)


async def test_an_unknown_date_is_not_passed_off_as_known(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    one = record("a", post={"published_is_known": False})
    await store.write(Batch(records=(one,)))
    assert "date inconnue" in (await shown(client, one)).text


async def test_a_deleted_mention_is_gone(client: httpx.AsyncClient, store: SqliteStore) -> None:
    one = to_311()
    await store.write(Batch(records=(one,)))
    await store.write(Batch(gone=(Gone(mention=one.mention.id, at=MONDAY),)))
    answer = await client.get(f"/mention/{one.mention.id}")
    assert answer.status_code == 404
    assert "effacée" in answer.text


async def test_a_mention_without_words_or_labels_still_has_its_page(
    client: httpx.AsyncClient, store: SqliteStore
) -> None:
    bare = record("")
    bare = replace(bare, judgement=replace(bare.judgement, relevance=None, topic=None))
    await store.write(Batch(records=(bare,)))
    await shown(client, bare)
    assert "Mention sans texte" in (await client.get("/mentions")).text
