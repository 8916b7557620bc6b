"""A Facebook page polled through its double."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.connectors.api_context import api_context
from tests.connectors.contract import ConnectorContract
from tests.connectors.meta_worlds import PageWorld, deleted, events, lapse, polled, posts
from tests.doubles.meta import APP_SECRET, FORBIDDEN, GONE, PAGE_ID, THROTTLED, TOKEN
from tests.servers import LocalServer
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.figures import Figures
from vigie.source_contracts import Receiver, Rechecker


@pytest.fixture
async def context(tmp_path: Path, clock: HeldClock) -> AsyncIterator[Context]:
    async with api_context(tmp_path, clock) as given:
        yield given


@pytest.fixture
def world(server: LocalServer, context: Context) -> PageWorld:
    return PageWorld(server, context)


class TestFacebook(ConnectorContract):
    @pytest.fixture
    def world(self, server: LocalServer, context: Context) -> PageWorld:
        return PageWorld(server, context)


def test_it_is_called_and_asks_again(world: PageWorld) -> None:
    connector = world.build()
    assert isinstance(connector, Receiver)
    assert isinstance(connector, Rechecker)
    assert connector.inbox == "page-de-la-ville"
    assert connector.recheck_days == 7


async def test_a_comment_answers_its_post_and_the_page_is_the_town(world: PageWorld) -> None:
    post = world.double.post("La rue des Forges est fermée.")
    question = world.double.comment(post, "Jusqu’à quand ?")
    answer = world.double.comment(post, "Jusqu’à lundi.", author=PAGE_ID, parent=question)
    brought = posts(await polled(world.build()))
    assert [brought[id_].author.role for id_ in (post, question, answer)] == ["town", None, "town"]
    assert brought[question].in_reply_to == post
    assert brought[question].reply_to_text == "La rue des Forges est fermée."
    assert brought[answer].in_reply_to == question
    assert brought[answer].reply_to_text is None
    assert {each.conversation for each in brought.values()} == {post}
    assert all(each.source.own and each.source.kind == "facebook" for each in brought.values())
    assert brought[question].author.pseudonym
    assert brought[question].author.pseudonym != brought[answer].author.pseudonym
    number = post.partition("_")[2]
    assert brought[post].url == f"https://www.facebook.com/{PAGE_ID}/posts/{number}/"
    assert brought[post].engagement.replies == 2
    assert brought[post].engagement.likes == 3


async def test_a_quiet_page_costs_one_request_and_brings_nothing_twice(world: PageWorld) -> None:
    world.publish([f"Trois-Rivières, message {n}" for n in range(12)])
    first = await polled(world.build())
    world.double.asked.clear()
    second = await polled(world.build(), first[-1].cursor)
    assert world.double.asked == [f"{PAGE_ID}/feed"]
    assert events(second) == []
    assert second[-1].next_at == world.now + timedelta(seconds=600)


async def test_only_posts_that_moved_are_opened_and_only_their_last_page(
    world: PageWorld,
) -> None:
    still = world.double.post("Rien de neuf.")
    busy = world.double.post("Fermeture du pont.")
    for n in range(25):
        world.double.comment(busy, f"Commentaire {n}")
    first = await polled(world.build())
    world.double.asked.clear()
    late = world.double.comment(busy, "Et les piétons ?")
    second = await polled(world.build(), first[-1].cursor)
    assert world.double.asked == [f"{PAGE_ID}/feed", f"{busy}/comments"]
    assert list(posts(second)) == [late]
    assert still in posts(first)


async def test_old_posts_are_left_unless_they_moved(world: PageWorld) -> None:
    old, revived = world.double.post("Ancienne."), world.double.post("Ancienne, commentée hier.")
    for id_ in (old, revived):
        world.double.nodes[id_]["created_time"] = "2026-10-01T12:00:00+0000"
        world.double.nodes[id_]["updated_time"] = "2026-10-01T12:00:00+0000"
    world.double.nodes[revived]["updated_time"] = "2026-11-22T12:00:00+0000"
    assert list(posts(await polled(world.build()))) == [revived]


async def test_an_edited_post_is_a_higher_revision_and_a_commented_one_is_not(
    world: PageWorld,
) -> None:
    post = world.double.post("Colecte annulée.")
    first = await polled(world.build())
    world.double.comment(post, "Merci de l’avis.")
    second = await polled(world.build(), first[-1].cursor)
    assert post not in posts(second)
    world.double.nodes[post]["message"] = "Collecte annulée."
    world.double.move(post)
    third = await polled(world.build(), second[-1].cursor)
    assert posts(first)[post].revision == 1
    assert posts(third)[post].revision > 1_700_000_000
    assert posts(third)[post].text == "Collecte annulée."


async def test_a_comment_edited_or_hidden_on_its_last_page_is_told(
    world: PageWorld, clock: HeldClock
) -> None:
    post = world.double.post("Travaux.")
    edited, hidden = (world.double.comment(post, text) for text in ("Brvo", "Insulte"))
    first = await polled(world.build())
    world.double.nodes[edited]["message"] = "Bravo"
    world.double.nodes[hidden]["is_hidden"] = True
    world.double.comment(post, "Autre.")
    clock.move(timedelta(minutes=10))
    second = await polled(world.build(), first[-1].cursor)
    assert posts(second)[edited].text == "Bravo"
    assert posts(second)[edited].revision > 1
    assert deleted(second) == [hidden]
    world.double.move(post)
    assert events(await polled(world.build(), second[-1].cursor)) == []


async def test_a_place_that_lapsed_begins_anew_and_loses_nothing(world: PageWorld) -> None:
    post = world.double.post("Fermeture du pont.")
    for n in range(15):
        world.double.comment(post, f"Commentaire {n}")
    first = await polled(world.build())
    state = json.loads(first[-1].cursor)
    assert state["posts"][post]["onward"]
    late = world.double.comment(post, "Après coup.")
    lapse(world.double, "/comments")
    pages = await polled(world.build(), first[-1].cursor)
    assert late in posts(pages)
    assert {page.state for page in pages} == {"working"}


async def test_a_kept_place_that_leads_nowhere_new_is_doubted_once(world: PageWorld) -> None:
    post = world.double.post("Fermeture du pont.")
    for n in range(15):
        world.double.comment(post, f"Commentaire {n}")
    first = await polled(world.build())
    approved = world.double.comment(post, "Approuvé après coup.")
    world.double.comments[post].insert(0, world.double.comments[post].pop())
    world.double.asked.clear()
    second = await polled(world.build(), first[-1].cursor)
    assert approved in posts(second)
    assert world.double.asked.count(f"{post}/comments") == 3


async def test_a_post_gone_between_list_and_comments_does_not_stop_the_others(
    world: PageWorld,
) -> None:
    lost, kept = world.double.post("Retirée."), world.double.post("Gardée.")
    comment = world.double.comment(kept, "Bonne idée.")

    def vanish(path: str) -> None:
        if path == f"{lost}/comments":
            world.double.edges.pop(path, None)

    world.double.before = vanish
    pages = await polled(world.build())
    assert comment in posts(pages)
    assert pages[-1].state == "working"
    assert f"{lost}/comments" in world.double.asked


async def test_figures_come_once_a_day(world: PageWorld, clock: HeldClock) -> None:
    world.double.comment(world.double.post("Fête de la neige."), "Hourra !")
    first = await polled(world.build())
    said = [figures for page in first for figures in page.figures]
    assert said == [
        Figures(
            account="Page de la Ville",
            at=world.now,
            followers=4321,
            reactions=3,
            replies=1,
            posts=1,
        )
    ]
    second = await polled(world.build(), first[-1].cursor)
    assert not any(page.figures for page in second)
    clock.move(timedelta(days=1))
    third = await polled(world.build(), second[-1].cursor)
    assert sum(len(page.figures) for page in third) == 1


async def test_the_token_is_in_a_header_and_proved_and_nowhere_else(world: PageWorld) -> None:
    world.publish([f"Message {n}" for n in range(30)])
    pages = await polled(world.build())
    assert all(TOKEN not in exchange.path for exchange in world.server.received)
    assert all("appsecret_proof=" in exchange.path for exchange in world.server.received)
    assert all(exchange.path.startswith("/v26.0/") for exchange in world.server.received)
    assert TOKEN not in str(pages)
    assert APP_SECRET not in str(pages)


async def test_a_token_that_expires_in_mid_run_loses_nothing(world: PageWorld) -> None:
    published = world.publish([f"Message {n}" for n in range(30)])

    def expire(path: str) -> None:
        if len(world.double.asked) == 3:
            world.double.token = "un-autre-jeton"

    world.double.before = expire
    first = await polled(world.build())
    assert first[-1].state == "needs_credentials"
    assert "jeton" in (first[-1].note or "")
    world.double.token, world.double.before = TOKEN, lambda _: None
    second = await polled(world.build(), first[-1].cursor)
    assert {*posts(first), *posts(second)} == set(published)


async def test_a_missing_permission_names_what_to_ask_meta(world: PageWorld) -> None:
    world.double.faults.append(FORBIDDEN)
    page = (await polled(world.build()))[-1]
    assert page.state == "blocked"
    assert "Page Public Content Access" in (page.note or "")


async def test_a_throttled_page_waits_as_long_as_it_is_told(world: PageWorld) -> None:
    allowance = [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 19}]
    world.double.usage = {"X-Business-Use-Case-Usage": json.dumps({PAGE_ID: allowance})}
    world.double.faults.append(THROTTLED)
    page = (await polled(world.build()))[-1]
    assert page.state == "failing"
    assert page.next_at == world.now + timedelta(minutes=19)


async def test_above_eighty_percent_it_slows_down_and_goes_on_later(world: PageWorld) -> None:
    published = world.publish([f"Message {n}" for n in range(12)])
    world.double.usage = {"X-App-Usage": json.dumps({"call_count": 90, "total_time": 3})}
    first = await polled(world.build())
    assert len(first) == 1
    assert first[0].state == "working"
    assert "pause" in (first[0].note or "")
    assert first[0].next_at is not None
    assert first[0].next_at - world.now > timedelta(minutes=30)
    world.double.usage = {"X-App-Usage": json.dumps({"call_count": 20})}
    second = await polled(world.build(), first[0].cursor)
    assert {*posts(first), *posts(second)} == set(published)


async def test_an_answer_that_is_no_list_is_a_failure_that_moves_nothing(
    world: PageWorld,
) -> None:
    world.server.routes[f"/v26.0/{PAGE_ID}/feed"] = lambda exchange: exchange.reply(b"<html>")
    page = (await polled(world.build()))[-1]
    assert page.state == "failing"
    assert page.events == ()
    assert page.note == "La réponse de Meta est illisible."


async def test_a_cut_connection_is_a_failure_that_waits_longer_each_time(
    world: PageWorld,
) -> None:
    def cut(exchange: object) -> None:
        raise BrokenPipeError

    world.server.routes[f"/v26.0/{PAGE_ID}/feed"] = cut
    first = (await polled(world.build()))[-1]
    second = (await polled(world.build(), first.cursor))[-1]
    assert [page.state for page in (first, second)] == ["failing", "failing"]
    assert first.next_at is not None
    assert second.next_at is not None
    assert first.next_at < second.next_at


async def test_another_s_page_has_comments_without_id_or_author(
    server: LocalServer, context: Context
) -> None:
    world = PageWorld(server, context, settings={"own": False})
    post = world.double.post("Trois-Rivières : marché de Noël.")
    number = post.partition("_")[2]
    first, reply, bare = (world.double.comment(post, f"Commentaire {n}") for n in range(3))
    link = f"https://www.facebook.com/{PAGE_ID}/posts/{number}/?comment_id=77"
    for id_ in (first, reply, bare):
        del world.double.nodes[id_]["id"], world.double.nodes[id_]["from"]
    world.double.nodes[first]["permalink_url"] = link
    world.double.nodes[reply]["permalink_url"] = f"{link}&reply_comment_id=88"
    del world.double.nodes[bare]["permalink_url"]
    brought = posts(await polled(world.build()))
    said = {each.text: each for each in brought.values()}
    assert said["Commentaire 0"].native_id == f"{number}_77"
    assert said["Commentaire 1"].native_id == f"{number}_88"
    assert said["Commentaire 1"].in_reply_to == f"{number}_77"
    assert said["Commentaire 2"].native_id.startswith(f"{post}:")
    assert said["Commentaire 2"].author.pseudonym is None
    assert said["Commentaire 0"].reply_to_text == "Trois-Rivières : marché de Noël."
    assert not any(each.source.own for each in brought.values())
    assert brought[post].author.role is None
    assert not any("is_hidden" in query.get("fields", "") for query in world.double.queries)


async def test_recheck_tells_what_is_gone_or_hidden_and_nothing_else(world: PageWorld) -> None:
    post = world.double.post("Travaux.")
    kept, gone, hidden = (world.double.comment(post, f"Commentaire {n}") for n in range(3))
    world.double.remove(gone)
    world.double.nodes[hidden]["is_hidden"] = True
    page = await world.build().recheck([post, kept, gone, hidden, "elsewhere:9_9", f"{post}:a1b2"])
    assert page is not None
    assert sorted(deleted([page])) == sorted([gone, hidden])
    assert page.cursor == b""
    assert all("ids" not in query for query in world.double.queries)


async def test_recheck_believes_no_deletion_while_it_sees_no_resident(world: PageWorld) -> None:
    post = world.double.post("Travaux.")
    ours = world.double.comment(post, "Merci.", author=PAGE_ID)
    gone = world.double.comment(post, "Retiré.")
    world.double.remove(gone)
    blind = await world.build().recheck([post, ours, gone])
    assert blind is not None
    assert deleted([blind]) == []
    world.double.nodes[post]["comments"]["data"] = [{"id": "1_2", "from": {"id": "70595"}}]
    seeing = await world.build().recheck([post, ours, gone])
    assert seeing is not None
    assert deleted([seeing]) == [gone]


@pytest.mark.parametrize("fault", [THROTTLED, FORBIDDEN, (190, "expired", None)])
async def test_recheck_that_is_refused_says_nothing(
    world: PageWorld, fault: tuple[int, str, int | None]
) -> None:
    post = world.double.post("Travaux.")
    world.double.faults.extend([GONE, fault])
    assert await world.build().recheck([post, f"{PAGE_ID}_999"]) is None


async def test_recheck_keeps_one_post_that_is_refused_for_a_reason_of_its_own(
    world: PageWorld,
) -> None:
    post = world.double.post("Travaux.")
    odd, kept, gone = (world.double.comment(post, f"Commentaire {n}") for n in range(3))
    world.double.remove(gone)
    world.double.faults.append((100, "(#100) Tried accessing nonexisting field", None))
    page = await world.build().recheck([odd, kept, gone])
    assert page is not None
    assert deleted([page]) == [gone]


async def test_recheck_of_another_s_page_asks_about_its_posts_alone(
    server: LocalServer, context: Context
) -> None:
    world = PageWorld(server, context, settings={"own": False})
    post = world.double.post("Marché de Noël.")
    assert await world.build().recheck(["77_88", post]) is not None
    assert world.double.asked == [post]


async def test_a_missing_token_is_one_sentence(world: PageWorld) -> None:
    (world.context.home / "meta_token").unlink()
    page = (await polled(world.build()))[-1]
    assert page.state == "needs_credentials"
    assert "meta_token" in (page.note or "")
    assert world.double.asked == []


async def test_a_cursor_that_cannot_be_read_starts_anew(world: PageWorld) -> None:
    published = world.publish(["Message"])
    for cursor in (b"\xff", b"[]", b'{"posts": {"1_2": 3}}'):
        assert list(posts(await polled(world.build(), cursor))) == published
