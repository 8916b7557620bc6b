"""The sentences of a mention in full, in both languages."""

from __future__ import annotations

from typing import Final

from vigie.say import Say

DETAIL: Final[dict[str, Say]] = {
    "detail.back": Say("Retour à la liste", "Back to the list"),
    "detail.untitled": Say("Mention", "Mention"),
    "detail.source": Say("Voir à la source", "See at the source"),
    "detail.no_link": Say("La source ne donne pas d’adresse.", "The source gives no address."),
    "detail.reply_to": Say("En réponse à", "In reply to"),
    "detail.what": Say("Quoi faire", "What to do"),
    "detail.article": Say(
        "Article de la politique : {name} ({article})", "Article of the policy: {name} ({article})"
    ),
    "detail.draft": Say("Réponse proposée", "Proposed reply"),
    "detail.draft.note": Say(
        "Relisez, corrigez et envoyez vous-même : Vigie n’envoie rien. Pour copier, cliquez dans "
        "le texte, puis Ctrl+A et Ctrl+C (⌘ sur un Mac).",
        "Read, correct and send it yourself: Vigie sends nothing. To copy, click in the text, "
        "then Ctrl+A and Ctrl+C (⌘ on a Mac).",
    ),
    "detail.temporary": Say("Réponse temporaire", "Temporary reply"),
    "detail.temporary.note": Say(
        "Elle peut partir d’abord ; elle arrête le premier délai.",
        "It may go first; it stops the first clock.",
    ),
    "detail.no_draft": Say("Aucune réponse à rédiger.", "No reply to write."),
    "detail.media.caution": Say(
        "Ne répondez pas publiquement : transmettez aux relations médias.",
        "Do not answer in public: pass it on to media relations.",
    ),
    "detail.referral": Say("Responsable", "In charge"),
    "detail.case": Say("Brouillon de dossier ({door})", "Draft of a case ({door})"),
    "detail.case.note": Say(
        "Rien n’est transmis automatiquement.", "Nothing is handed over automatically."
    ),
    "case.category": Say("Catégorie", "Category"),
    "case.place": Say("Lieu", "Place"),
    "case.point": Say("Position", "Position"),
    "case.excerpt": Say("Extrait", "Excerpt"),
    "case.url": Say("Lien", "Link"),
    "case.no_place": Say("aucun lieu reconnu", "no place recognised"),
    "detail.why": Say("Pourquoi", "Why"),
    "detail.why.label": Say("Étiquette", "Label"),
    "detail.why.value": Say("Valeur", "Value"),
    "detail.why.sure": Say("Certitude", "Confidence"),
    "detail.why.reasons": Say("Raisons", "Reasons"),
    "detail.corrected": Say("corrigée par l’équipe", "corrected by the team"),
    "detail.story": Say("Même histoire", "Same story"),
    "detail.story.note": Say(
        "La même nouvelle, reprise ailleurs.", "The same news, taken up elsewhere."
    ),
    "detail.clock": Say("Délais", "Clocks"),
    "detail.clock.first": Say("Première réponse", "First reply"),
    "detail.clock.reply": Say("Réponse validée", "Validated reply"),
    "detail.clock.act": Say("Signalement", "Report"),
    "detail.clock.media": Say("Transmission", "Passing on"),
    "detail.clock.decision": Say("Décision", "Decision"),
    "detail.clock.sent": Say("envoyée {when}", "sent {when}"),
    "detail.about": Say("Repères", "Facts"),
    "about.published": Say("Publiée", "Published"),
    "about.heard": Say("Entendue", "Heard"),
    "about.unknown_date": Say("date inconnue ; entendue {when}", "date unknown; heard {when}"),
    "about.revision": Say("Version", "Version"),
}

FIELDS: Final[dict[str, Say]] = {
    "field.relevant": Say("Parle de la ville", "About the town"),
    "field.owner": Say("Responsable", "In charge"),
    "field.town": Say("Ville", "Town"),
    "field.source": Say("Source", "Source"),
    "field.kind": Say("Genre de source", "Kind of source"),
    "field.language": Say("Langue", "Language"),
    "field.sentiment": Say("Sentiment", "Sentiment"),
    "field.topic": Say("Sujet", "Topic"),
    "field.intent": Say("Intention", "Intent"),
    "field.service_request": Say("Demande de service", "Service request"),
    "field.service_category": Say("Catégorie", "Category"),
    "field.media_request": Say("Demande média", "Media request"),
    "field.emergency": Say("Urgence", "Emergency"),
    "field.conduct": Say("Nétiquette", "Nétiquette"),
    "field.author_role": Say("Qui parle", "Who speaks"),
    "field.route": Say("Suite proposée", "Proposed route"),
    "field.place": Say("Lieu", "Place"),
    "field.status": Say("État", "Status"),
}

#: Articles of docs/policy.md, by id.
ARTICLES: Final[dict[str, Say]] = {
    "article.not-about-the-town": Say("hors de la ville", "not about the town"),
    "article.emergency-services": Say("services d’urgence", "emergency services"),
    "article.own-voice": Say("la ville parle", "the town speaks"),
    "article.media-relations": Say("relations médias", "media relations"),
    "article.netiquette": Say("nétiquette", "nétiquette"),
    "article.front-door": Say("guichet de la ville", "the town’s front door"),
    "article.someone-elses": Say("le problème d’un autre", "someone else’s problem"),
    "article.press-coverage": Say("couverture de presse", "press coverage"),
    "article.questions": Say("questions et demandes", "questions and requests"),
    "article.ideas": Say("idées et suggestions", "ideas and suggestions"),
    "article.complaints-to-the-town": Say("plaintes à la ville", "complaints to the town"),
    "article.thanks": Say("remerciements", "thanks"),
    "article.listening": Say("écoute", "listening"),
}
