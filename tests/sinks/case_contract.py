"""What every store promises of cases, as a suite: a store's own tests inherit it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any, Protocol

from msgspec.structs import replace

from tests.sinks.records import DAY, HOUR, MONDAY, a_record, batch, gone
from vigie.case import STATES, Case, CasePost, Handoff
from vigie.case_contracts import Cases
from vigie.contracts import Store
from vigie.post import AuthorPurged
from vigie.record import Record
from vigie.retention import RetentionRule

LEASE = timedelta(minutes=5)
EVERY = frozenset(STATES)


class CaseStore(Store, Cases, Protocol):
    """A store that keeps mentions and their cases."""


def a_post(record: Record, **others: Any) -> CasePost:
    return CasePost(
        mention=record.mention.id,
        at=record.mention.post.published_at,
        excerpt=record.mention.post.text,
        url=f"https://forum.example/{record.mention.post.native_id}",
        voice=record.mention.id[:8],
        **others,
    )


def a_case(
    *records: Record, reference: str = "VIGIE-AAAAAAAAAA", state: str = "draft", **handoff: Any
) -> Case:
    handoff.setdefault("due_at", None if state == "draft" else MONDAY)
    if state not in ("draft", "approved"):
        handoff.setdefault("sent_at", MONDAY)
    return Case(
        reference=reference,
        town="valbois",
        category="pothole",
        posts=tuple(a_post(record) for record in records),
        handoff=Handoff(state=state, changed_at=MONDAY, **handoff),
    )


async def claimed(store: CaseStore, now: Any = MONDAY, limit: int = 10) -> list[Case]:
    return await store.claim_cases(EVERY, now, LEASE, limit)


class CaseContract:
    """`vigie.case_contracts.Cases`."""

    async def test_a_case_comes_back_as_it_was_saved(self, store: CaseStore) -> None:
        case = a_case(a_record(1), a_record(2))
        await store.save_cases([case])
        await store.save_cases([case])
        assert await store.case(case.reference) == case
        assert await store.cases() == [case]
        assert await store.case("VIGIE-INCONNU000") is None

    async def test_cases_come_the_latest_spoken_of_first_and_by_state(
        self, store: CaseStore
    ) -> None:
        old = a_case(a_record(9), reference="VIGIE-OLD")
        new = a_case(a_record(1), reference="VIGIE-NEW", state="approved")
        await store.save_cases([old, new])
        assert [case.reference for case in await store.cases()] == ["VIGIE-NEW", "VIGIE-OLD"]
        assert [case.reference for case in await store.cases(limit=1)] == ["VIGIE-NEW"]
        assert await store.cases(state="draft") == [old]

    async def test_the_case_of_a_mention_is_found(self, store: CaseStore) -> None:
        mine = a_case(a_record(1), a_record(2), reference="VIGIE-MINE")
        await store.save_cases([mine, a_case(a_record(3), reference="VIGIE-OTHER")])
        assert await store.case_of(a_record(2).mention.id) == mine
        assert await store.case_of(a_record(4).mention.id) is None

    async def test_a_post_that_joins_leaves_the_hand_off_as_it_is(self, store: CaseStore) -> None:
        await store.save_cases([a_case(a_record(1), state="open", request="638344")])
        await store.save_cases([a_case(a_record(1), a_record(2))])
        (kept,) = await store.cases()
        assert len(kept.posts) == 2
        assert kept.handoff.state == "open"
        assert kept.handoff.request == "638344"

    async def test_a_draft_without_posts_is_forgotten(self, store: CaseStore) -> None:
        await store.save_cases([a_case(a_record(1))])
        await store.save_cases([a_case()])
        assert await store.cases() == []

    async def test_a_claimed_case_is_nobody_else_s_until_the_lease_ends(
        self, store: CaseStore
    ) -> None:
        await store.save_cases([a_case(a_record(1), state="approved")])
        (mine,) = await claimed(store)
        assert await claimed(store) == []
        assert await claimed(store, MONDAY + LEASE - timedelta(seconds=1)) == []
        (theirs,) = await claimed(store, MONDAY + LEASE)
        assert theirs.handoff.version == mine.handoff.version + 1
        sending = replace(mine, handoff=replace(mine.handoff, state="sending"))
        assert await store.settle_case(sending) is None
        assert (await store.case(mine.reference)) == theirs

    async def test_only_cases_that_are_due_and_in_these_states_are_claimed(
        self, store: CaseStore
    ) -> None:
        await store.save_cases(
            [
                a_case(a_record(1), reference="VIGIE-1", state="approved"),
                a_case(a_record(2), reference="VIGIE-2", state="open", due_at=MONDAY - HOUR),
                a_case(a_record(3), reference="VIGIE-3", state="open", due_at=MONDAY + HOUR),
                a_case(a_record(4), reference="VIGIE-4"),
            ]
        )
        assert await store.claim_cases(["unknown"], MONDAY, LEASE, 10) == []
        found = await store.claim_cases(["open", "approved", "draft"], MONDAY, LEASE, 10)
        assert [case.reference for case in found] == ["VIGIE-2", "VIGIE-1"]

    async def test_of_many_workers_each_case_goes_to_one(self, store: CaseStore) -> None:
        cases = [
            a_case(a_record(n), reference=f"VIGIE-{n:04}", state="approved") for n in range(1, 30)
        ]
        await store.save_cases(cases)
        shares = await asyncio.gather(*(claimed(store, limit=10) for _ in range(5)))
        taken = [case.reference for share in shares for case in share]
        assert len(taken) == len(set(taken))
        taken += [case.reference for case in await claimed(store, limit=100)]
        assert sorted(taken) == [case.reference for case in cases]

    async def test_what_is_settled_is_free_again_but_for_what_is_being_sent(
        self, store: CaseStore
    ) -> None:
        await store.save_cases([a_case(a_record(1), state="approved")])
        (mine,) = await claimed(store)
        sending = await store.settle_case(
            replace(mine, handoff=replace(mine.handoff, state="sending", sent_at=MONDAY))
        )
        assert sending
        assert await claimed(store) == []
        done = await store.settle_case(
            replace(sending, handoff=replace(sending.handoff, state="open", request="1"))
        )
        assert done
        assert done.handoff.version == sending.handoff.version + 1
        assert [case.handoff.request for case in await claimed(store)] == ["1"]

    async def test_a_change_of_an_older_hand_off_is_refused(self, store: CaseStore) -> None:
        case = a_case(a_record(1))
        await store.save_cases([case])
        approved = replace(case, handoff=replace(case.handoff, state="approved"))
        assert await store.settle_case(approved)
        withdrawn = replace(case, handoff=replace(case.handoff, state="withdrawn"))
        assert await store.settle_case(withdrawn) is None
        assert (await store.cases())[0].handoff.state == "approved"
        assert await store.settle_case(a_case(reference="VIGIE-INCONNU000")) is None

    async def test_settling_never_brings_a_post_back(self, store: CaseStore) -> None:
        one, other = a_record(1), a_record(2)
        await store.write(batch(one, other))
        case = a_case(one, other, state="sending")
        await store.save_cases([case])
        await store.erase([one.mention.id], MONDAY)
        assert await store.settle_case(replace(case, handoff=replace(case.handoff, state="sent")))
        (kept,) = await store.cases()
        assert [post.mention for post in kept.posts] == [other.mention.id]

    async def test_an_erased_mention_leaves_its_case(self, store: CaseStore) -> None:
        one, other = a_record(1, "Un secret effacé."), a_record(2, "Le reste.")
        await store.write(batch(one, other))
        case = a_case(one, other, state="approved")
        await store.save_cases([case])
        (mine,) = await claimed(store)
        await store.erase([one.mention.id], MONDAY)
        (kept,) = await store.cases()
        assert kept.links == ("https://forum.example/billet-2",)
        assert kept.best
        assert kept.best.excerpt == "Le reste."
        # Who had claimed it with the erased words may not send it any more.
        sending = replace(mine, handoff=replace(mine.handoff, state="sending"))
        assert await store.settle_case(sending) is None

    async def test_a_deleted_post_and_a_purged_author_leave_their_cases_too(
        self, store: CaseStore
    ) -> None:
        one, other = a_record(1), a_record(2, author="residente")
        await store.write(batch(one, other))
        await store.save_cases([a_case(one, other)])
        await store.write(batch(gone=(gone(one),)))
        assert [len(case.posts) for case in await store.cases()] == [1]
        await store.write(batch(purged=(AuthorPurged(pseudonym="residente", at=MONDAY),)))
        assert await store.cases() == []

    async def test_a_sent_case_stays_on_record_without_a_word_of_its_posts(
        self, store: CaseStore
    ) -> None:
        record = a_record(1)
        await store.write(batch(record))
        case = a_case(record, state="open", request="638344", status_notes="« Reçu : … »")
        await store.save_cases([case])
        await store.erase([record.mention.id], MONDAY)
        (kept,) = await store.cases()
        assert kept.posts == ()
        assert kept.handoff.request == "638344"
        assert kept.handoff.status_notes is None

    async def test_what_was_erased_does_not_come_back_by_gathering(self, store: CaseStore) -> None:
        one, other = a_record(1), a_record(2)
        await store.write(batch(one, other))
        await store.erase([one.mention.id], MONDAY)
        await store.save_cases([a_case(one, other), a_case(one, reference="VIGIE-SEUL")])
        (kept,) = await store.cases()
        assert [post.mention for post in kept.posts] == [other.mention.id]

    async def test_retention_takes_posts_out_of_cases_then_the_cases(
        self, store: CaseStore
    ) -> None:
        record = a_record(1)
        await store.write(batch(record))
        sent = a_case(record, reference="VIGIE-SENT", state="closed")
        await store.save_cases([a_case(record), sent])
        rules = [RetentionRule(days=30)]
        await store.expire(rules, MONDAY + 10 * DAY, dry_run=False)
        assert len(await store.cases()) == 2
        await store.expire(rules, MONDAY + 29.99 * DAY, dry_run=False)
        assert [case.reference for case in await store.cases()] == ["VIGIE-SENT"]
        await store.expire(rules, MONDAY + 31 * DAY, dry_run=False)
        assert await store.cases() == []
