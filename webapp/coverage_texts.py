"""The sentences of the coverage page, in both languages."""

from __future__ import annotations

from typing import Final

from vigie.say import Say
from vigie.source_watch import SOURCE_STATES

COVERAGE: Final[dict[str, Say]] = {
    "coverage.title": Say("Ce que Vigie entend", "What Vigie hears"),
    "coverage.honest": Say(
        "Vigie n’entend que ce qui figure ici, et rien de plus. Une source calme se tait comme à "
        "son habitude ; une source en retard se tait plus longtemps que d’habitude.",
        "Vigie hears only what is listed here, and nothing more. A quiet source is as silent as "
        "it usually is; a late one has been silent for longer than usual.",
    ),
    "coverage.json": Say("Les mêmes données en JSON", "The same data as JSON"),
    "coverage.sources": Say("Sources", "Sources"),
    "coverage.empty": Say(
        "Aucune source. Ajoutez-en une à vigie.toml ([[source]]), puis lancez « vigie run ».",
        "No source. Add one to vigie.toml ([[source]]), then start “vigie run”.",
    ),
    "coverage.source": Say("Source", "Source"),
    "coverage.state": Say("État", "State"),
    "coverage.usual": Say("D’habitude", "Usually"),
    "coverage.arrived": Say("Dernier apport", "Last brought"),
    "coverage.posts": Say("Publications", "Posts"),
    "coverage.never": Say("rien encore", "nothing yet"),
    "coverage.asked": Say("interrogée {ago}", "asked {ago}"),
    "coverage.kept.one": Say("{n} gardée", "{n} kept"),
    "coverage.kept.many": Say("{n} gardées", "{n} kept"),
    "coverage.aside.one": Say("{n} écartée", "{n} set aside"),
    "coverage.aside.many": Say("{n} écartées", "{n} set aside"),
    "coverage.holes": Say("Trous récents", "Recent holes"),
    "coverage.no_holes": Say(
        "Aucun trou connu : aucune source n’a dit avoir laissé passer quelque chose.",
        "No known hole: no source has told of anything that it let go.",
    ),
    "coverage.noticed": Say("Constaté", "Noticed"),
    "coverage.missed": Say("Ce qui n’a pas été entendu", "What was not heard"),
    "coverage.stretch": Say("{length} : de {since} à {until}", "{length}: from {since} to {until}"),
    "coverage.let_go.one": Say("{n} publication, laissée passer", "{n} post, let go"),
    "coverage.let_go.many": Say(
        "{n} publications, laissées passer tant il en arrivait",
        "{n} posts, let go because so many were coming in",
    ),
    "coverage.silences": Say("Ce que Vigie n’entend pas", "What Vigie does not hear"),
    "coverage.silences.lead": Say(
        "On parle aussi de la ville là où personne n’écoute. Ce qui suit manque aux recherches, "
        "aux comptes et aux alertes.",
        "The town is also spoken of where nobody listens. What follows is missing from searches, "
        "counts and alerts.",
    ),
    "coverage.where": Say("Où", "Where"),
    "coverage.why": Say("Pourquoi", "Why"),
    "coverage.remedy": Say("Ce qui peut se faire", "What can be done"),
    "coverage.no_remedy": Say("rien", "nothing"),
    "ears.one": Say("{n} source", "{n} source"),
    "ears.many": Say("{n} sources", "{n} sources"),
    "ears.but": Say("{said}, dont {silent}", "{said}, {silent}"),
    "ears.silent.one": Say("{n} silencieuse", "{n} of them silent"),
    "ears.silent.many": Say("{n} silencieuses", "{n} of them silent"),
    **{f"state.{state}": name for state, name in SOURCE_STATES.items()},
    "kind.feed": Say("fil", "feed"),
    "kind.sitemap": Say("plan de site d’actualité", "news sitemap"),
    "kind.inbound": Say("envois d’un autre outil", "sent by another tool"),
    "kind.mailbox": Say("boîte de courriel", "mailbox"),
    "kind.import": Say("fichier importé", "imported file"),
    "kind.drop_folder": Say("dossier de dépôt", "drop folder"),
    "kind.discourse": Say("forum Discourse", "Discourse forum"),
    "kind.phpbb": Say("forum phpBB", "phpBB forum"),
    "kind.lemmy": Say("Lemmy", "Lemmy"),
    "kind.bluesky": Say("Bluesky", "Bluesky"),
    "kind.mastodon": Say("Mastodon", "Mastodon"),
    "kind.reddit": Say("Reddit", "Reddit"),
    "kind.youtube": Say("YouTube", "YouTube"),
    "kind.facebook": Say("Facebook", "Facebook"),
    "kind.instagram": Say("Instagram", "Instagram"),
    "kind.x": Say("X", "X"),
    "outcome.homonym": Say("homonyme", "namesake"),
    "outcome.no_name": Say("sans le nom de la ville", "without the town’s name"),
    "outcome.common_noun": Say("nom commun", "common noun"),
    "outcome.ambiguous_alone": Say("nom trop vague", "too vague a name"),
    "outcome.other_place": Say("autre endroit", "another place"),
    "outcome.flood": Say("laissées passer", "let go"),
}
