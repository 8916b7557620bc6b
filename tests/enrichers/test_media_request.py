from __future__ import annotations

import pytest

from tests.enrichers.judging_for_tests import judge


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour, je suis journaliste au Courrier du coin. Puis-je obtenir une entrevue?",
        "Avez-vous une réaction à la grève? Journaliste, je boucle à 17 h.",
        "On cherche des témoins de la panne pour un reportage, écrivez-nous en privé",
        "Recherchiste à l'émission du matin, je cherche un commerçant prêt à réagir en ondes",
        "Pour un documentaire, je souhaite rencontrer des riverains. Journaliste indépendant.",
        "Hi, I'm a reporter with the local paper, could someone comment on the advisory?",
        "Notre matinale cherche des parents prêts à témoigner demain, écrivez-nous.",
        "La radio du coin aimerait recueillir la réaction de la mairesse, bouclage 16 h.",
    ],
)
def test_a_journalist_asking_is_a_media_request(text: str) -> None:
    judgement = judge(text)
    assert judgement.media_request is not None
    assert judgement.media_request.yes
    assert judgement.intent is not None
    assert judgement.intent.value == "media_request"
    assert judgement.author_role is not None
    assert judgement.author_role.value == "press"


@pytest.mark.parametrize(
    "text",
    [
        "J'ai une entrevue d'embauche lundi à la ville, où est-ce que je me stationne?",
        "Interview exclusive de la mairesse : « je ne regrette rien »",
        "La police demande l'aide de témoins après un délit de fuite",
        "J'ai lu l'article du journal sur les nids-de-poule, rien de neuf",
        "Les journalistes exagèrent toujours",
        "On cherche des bénévoles pour le souper",
        "I have a job interview at city hall tomorrow, wish me luck",
    ],
)
def test_an_article_or_a_job_interview_is_not(text: str) -> None:
    judgement = judge(text)
    assert judgement.media_request is not None
    assert not judgement.media_request.yes
