"""Being told of new videos at once: a WebSub subscription for each watched channel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from connectors.credentials import NoCredential, read_credential
from connectors.youtube.cursor import YouTubeCursor, seconds
from connectors.youtube.errors import Trouble
from connectors.youtube.posts import VIDEO
from connectors.youtube.step import Listening, Step, Steps
from connectors.youtube.videos import Told, fetch_videos, gone
from connectors.youtube.websub import LEASE, callback, derived, signed, subscribe, verified
from connectors.youtube.websub_atom import Announced, Notification, read_notification
from vigie.context import Context
from vigie.errors import InvalidInput
from vigie.inbound import Call, Reply
from vigie.post import Deleted, Event, Published
from vigie.say import Say

_TOPIC: Final = "https://www.youtube.com/xml/feeds/videos.xml?channel_id="
# A subscription is renewed at half its lease, one that the hub refused an hour later.
_RENEW: Final = LEASE // 2
_RETRY: Final = 3_600
# YouTube dates an edition of its own while it prepares a video: that is no edit of the author's.
_PREPARING: Final = timedelta(seconds=60)

_REFUSED: Final = Say(
    "Le serveur WebSub refuse l’abonnement ; les nouvelles vidéos sont relevées à intervalles.",
    "The WebSub hub refuses the subscription; new videos are polled for.",
)
_UNREADABLE: Final = Say("Notification WebSub illisible.", "Unreadable WebSub notification.")

_IGNORED: Final = (Reply(status=200), None)


class Push:
    """One source's subscriptions and the calls that they bring.

    Args:
        it: the source's means.
        context: the house's services; its `public_url` is where the hub calls.
    """

    def __init__(self, it: Listening, context: Context) -> None:
        self._it = it
        self._context = context
        self._inbound = f"{context.public_url}/inbound/{it.settings.door}"
        self._topics = {f"{_TOPIC}{channel}": channel for channel in it.settings.watched}

    async def renew(self, state: YouTubeCursor, now: datetime) -> Steps:
        """Yield a step when subscriptions were asked for, those whose lease is half gone."""
        moment = seconds(now)
        leases = {c: at for c, at in state.leases.items() if c in self._topics.values()}
        wanted = [t for t, c in self._topics.items() if leases.get(c, 0) <= moment]
        if not wanted:
            return
        try:
            key = self._key()
        except NoCredential as error:
            yield Step(state=state, note=error.say)
            return
        note: Say | None = None
        for topic in wanted:
            refused = await subscribe(
                self._context.outbound,
                self._it.settings.hub,
                topic=topic,
                callback=callback(self._inbound, key, topic),
                key=key,
            )
            leases[self._topics[topic]] = moment + (_RETRY if refused else _RENEW)
            note = _REFUSED if refused else note
            if refused and refused.status is None:  # nobody answers: the others can wait too
                leases |= {self._topics[other]: moment + _RETRY for other in wanted}
                break
        yield Step(state=replace(state, leases=leases), note=note)

    async def receive(self, call: Call) -> tuple[Reply, Step | None]:
        """Answer a call of the hub; what it brings is a step whose cursor means nothing.

        A body whose signature is not right is answered 200 and ignored, as section 7.1 of
        WebSub has it: who forges learns nothing.
        """
        try:
            key = self._key()
        except NoCredential:
            return Reply(status=503), None
        if call.method != "POST":
            return verified(call, key, self._topics), None
        if not signed(call, key):
            return _IGNORED
        now = self._context.clock.now()
        try:
            told = read_notification(call.body, call.headers.get("content-type", ""))
        except InvalidInput:
            letter = self._it.posts.ordinary.rejected(call.body, "WebSub", _UNREADABLE, now)
            return Reply(status=200), Step(state=YouTubeCursor(), rejected=(letter,))
        return await self._heard(told, now)

    async def _heard(self, told: Notification, now: datetime) -> tuple[Reply, Step | None]:
        watched = self._topics.values()
        ours = {one.video: one for one in told.announced if one.channel in watched}
        events: list[Event] = [
            gone(self._it, f"{VIDEO}{one.video}", now)
            for one in told.withdrawn
            if one.channel in watched or not one.channel
        ]
        if not ours and not events:
            return _IGNORED
        # The notification has no description: a post made of it would hide the true one.
        videos = await fetch_videos(self._it, list(ours), now) if ours else None
        if isinstance(videos, Trouble):
            return Reply(status=503), None  # the hub calls again
        rejected = videos.rejected if videos else []
        events += self._published(videos, ours, now) if videos else []
        step = Step(state=YouTubeCursor(), events=tuple(events), rejected=tuple(rejected))
        return Reply(status=200), step

    def _published(
        self, videos: Told, ours: dict[str, Announced], now: datetime
    ) -> Sequence[Published | Deleted]:
        return [
            Published(post=self._it.posts.video(video, now, edited=_edited(ours[video.id])))
            for video in videos.videos
            if video.id in ours and video.snippet.channel_id in self._topics.values()
        ]

    def _key(self) -> str:
        given = self._it.settings
        secret = read_credential(
            self._context.home,
            file=given.websub_secret_file,
            env=given.websub_secret_env,
            key="websub_secret",
        )
        return derived(secret, f"hub {self._inbound}")


def _edited(one: Announced) -> datetime | None:
    if one.published is None or one.updated is None:
        return None
    return one.updated if one.updated - one.published > _PREPARING else None
