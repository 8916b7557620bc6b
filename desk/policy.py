"""The policy as a table: what a mention must be for each route, in the order that decides.

docs/policy.md shows the same table to the town's people; a test keeps the two equal. The
order is that of the house (emergency ▸ media relations ▸ moderation ▸ invitation to the front
door ▸ referral ▸ reply ▸ follow). The model is a municipal social-media policy
(Trois-Rivières, CE-2019-0040): complaints and requests are not handled on social media,
journalists are received by media relations, social media is not an emergency service.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from desk.address import is_addressed_to_town
from vigie.judgement import Judged
from vigie.say import Say
from vigie.town import Town

#: Intents to which silence would be a poor answer.
_ASKING: Final = ("question", "request")


class Case:
    """What the rules ask of a judged mention; a stage that has not spoken says no."""

    def __init__(self, judged: Judged, town: Town) -> None:
        judgement, post = judged.judgement, judged.mention.post
        self._post, self._town = post, town
        role = judgement.author_role.value if judgement.author_role else post.author.role
        self.intent = judgement.intent.value if judgement.intent else ""
        self.topic = judgement.topic.value if judgement.topic else "other"
        self.owner = judgement.owner
        self.about = judgement.relevance is None or judgement.relevance.about
        self.emergency = judgement.emergency is not None and judgement.emergency.yes
        self.media = judgement.media_request is not None and judgement.media_request.yes
        self.breach = judgement.conduct is not None and judgement.conduct.value != "ok"
        request = judgement.service_request
        self.service = request is not None and request.yes
        self.town_speaks = role in ("town", "official")
        self.press = role == "press"

    @property
    def addressed(self) -> bool:
        """Whether the post speaks to the town (its page, an answer to it, its account)."""
        return is_addressed_to_town(self._post, self._town)


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the policy.

    Attributes:
        route: a `ROUTES` id.
        article: id of the article in docs/policy.md.
        label: the label of the judgement on which the rule leans, "" for none.
        applies: pure.
        because: the sentence shown to the team when the rule decides.
    """

    route: str
    article: str
    label: str
    applies: Callable[[Case], bool]
    because: Say


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "ignore",
        "not-about-the-town",
        "relevant",
        lambda case: not case.about,
        Say("La publication ne parle pas de la ville.", "The post is not about the town."),
    ),
    Rule(
        "emergency",
        "emergency-services",
        "emergency",
        lambda case: case.emergency,
        Say(
            "La vie ou la sécurité de quelqu’un est peut-être en danger maintenant : "
            "un média social n’est pas un service d’urgence.",
            "Somebody’s life or safety may be in danger now: "
            "social media is not an emergency service.",
        ),
    ),
    Rule(
        "monitor",
        "own-voice",
        "author_role",
        lambda case: case.town_speaks,
        Say(
            "C’est la ville ou une personne élue qui parle : elle ne se répond pas à elle-même.",
            "The town or an elected official is speaking: it does not answer itself.",
        ),
    ),
    Rule(
        "media_relations",
        "media-relations",
        "media_request",
        lambda case: case.media,
        Say(
            "Une demande média passe par les relations médias, jamais par une réponse publique.",
            "A media request goes to media relations, never to a public reply.",
        ),
    ),
    Rule(
        "moderate",
        "netiquette",
        "conduct",
        lambda case: case.breach,
        Say(
            "Un article de la nétiquette est enfreint. La critique, même vive, ne l’enfreint pas.",
            "A clause of the nétiquette is breached. Criticism, even sharp, does not breach it.",
        ),
    ),
    Rule(
        "invite_311",
        "front-door",
        "service_request",
        lambda case: case.service,
        Say(
            "Une plainte ou une demande de service ne se traite pas sur les médias sociaux : "
            "on invite la personne à passer par le guichet de la ville.",
            "A complaint or service request is not handled on social media: "
            "the person is invited to use the town’s front door.",
        ),
    ),
    Rule(
        "refer_elsewhere",
        "someone-elses",
        "owner",
        lambda case: case.owner is not None and case.intent != "praise" and not case.press,
        Say(
            "Le problème relève de quelqu’un d’autre que la ville : "
            "on oriente la personne vers le bon guichet.",
            "The problem belongs to someone other than the town: "
            "the person is referred to the right desk.",
        ),
    ),
    Rule(
        "monitor",
        "press-coverage",
        "author_role",
        lambda case: case.press,
        Say(
            "La presse informe : on suit, on ne répond pas.",
            "The press is reporting: follow it, do not reply.",
        ),
    ),
    Rule(
        "reply",
        "questions",
        "intent",
        lambda case: case.intent in _ASKING and (case.topic != "other" or case.addressed),
        Say(
            "Une question ou une demande attend une réponse dans un délai raisonnable.",
            "A question or a request awaits an answer within a reasonable time.",
        ),
    ),
    Rule(
        "reply",
        "ideas",
        "intent",
        lambda case: case.intent == "idea",
        Say(
            "Une idée mérite un accusé de réception, et d’être transmise.",
            "An idea deserves an acknowledgement, and to be passed on.",
        ),
    ),
    Rule(
        "reply",
        "complaints-to-the-town",
        "intent",
        lambda case: case.intent == "complaint" and case.addressed,
        Say(
            "Une plainte adressée à la ville, sans service à rendre, mérite une réponse.",
            "A complaint made to the town, with no service to render, deserves an answer.",
        ),
    ),
    Rule(
        "reply",
        "thanks",
        "intent",
        lambda case: case.intent == "praise" and case.addressed,
        Say(
            "Un compliment adressé à la ville mérite un merci.",
            "Praise addressed to the town deserves thanks.",
        ),
    ),
    Rule(
        "monitor",
        "listening",
        "",
        lambda _case: True,
        Say(
            "Rien n’est demandé à la ville : on écoute.",
            "Nothing is asked of the town: listen.",
        ),
    ),
)
