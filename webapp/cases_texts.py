"""The sentences of the cases' pages, in both languages."""

from __future__ import annotations

from typing import Final

from vigie.say import Say

CASES: Final[dict[str, Say]] = {
    "cases.title": Say("Dossiers à transmettre : {door}", "Cases to hand over: {door}"),
    "cases.title.several": Say("Dossiers à transmettre", "Cases to hand over"),
    "cases.lead": Say(
        "Les demandes de service entendues depuis un mois, rassemblées par lieu et par catégorie : "
        "quarante publications sur un même trou sont un seul dossier.",
        "The service requests heard over a month, gathered by place and category: forty posts "
        "about one hole are one case.",
    ),
    "cases.off": Say("La transmission est désactivée", "The hand-off is off"),
    "cases.off.how": Say(
        "Rien ne part d’ici. Copiez un dossier ou téléchargez le tableau pour les remettre "
        "vous-même. Pour transmettre d’un clic, une personne de l’informatique choisit « by » sous "
        "[handoff] dans vigie.toml (open311, email, webhook ou csv), puis lance « vigie doctor » ; "
        "docs/311.md montre chaque réglage.",
        "Nothing leaves from here. Copy a case, or download the table, to pass them on yourself. "
        "To hand over with a click, someone of the IT team chooses by under [handoff] in "
        "vigie.toml (open311, email, webhook or csv), then runs “vigie doctor”; docs/311.md shows "
        "each setting.",
    ),
    "cases.by_hand": Say(
        "Rien ne part sans le clic d’une personne.", "Nothing leaves without a person’s click."
    ),
    "cases.automatic": Say(
        "Selon vos réglages, partent sans personne : {categories} ; {cap} par jour au plus. "
        "Le reste attend un clic.",
        "By your settings these leave without a person: {categories}; {cap} a day at most. "
        "The rest waits for a click.",
    ),
    "cases.automatic.one": Say("{category} dès {sure}", "{category} from {sure}"),
    "cases.states": Say("États", "States"),
    "cases.state.todo": Say("À décider", "To decide"),
    "cases.state.all": Say("Tous", "All"),
    "cases.download": Say("Télécharger ce tableau (CSV)", "Download this table (CSV)"),
    "cases.case": Say("Dossier", "Case"),
    "cases.said": Say("Dit par", "Said by"),
    "cases.age": Say("Âge", "Age"),
    "cases.state": Say("État", "State"),
    "cases.no_place": Say("lieu inconnu", "place unknown"),
    "cases.posts.one": Say("{n} publication", "{n} post"),
    "cases.posts.many": Say("{n} publications", "{n} posts"),
    "cases.voices.one": Say("{n} compte", "{n} account"),
    "cases.voices.many": Say("{n} comptes", "{n} accounts"),
    "cases.last": Say("dernière {ago}", "last one {ago}"),
    "cases.first": Say("première {ago}", "first one {ago}"),
    "cases.empty": Say("Aucun dossier ici", "No case here"),
    "cases.empty.why": Say(
        "Un dossier naît quand une publication demande un service de la ville.",
        "A case is born when a post asks for a service of the town’s.",
    ),
    "cases.most": Say(
        "Seuls les {n} dossiers les plus récents sont comptés ici ; « vigie cases export » les "
        "donne tous.",
        "Only the {n} most recent cases are counted here; “vigie cases export” gives them all.",
    ),
}

CASE: Final[dict[str, Say]] = {
    "dossier.back": Say("Retour aux dossiers", "Back to the cases"),
    "dossier.decide": Say("Décider", "Decide"),
    "dossier.approve": Say("Approuver", "Approve"),
    "dossier.approve.note": Say(
        "Vigie le transmet dans la minute, et réessaie si le guichet ne répond pas.",
        "Vigie hands it over within a minute, and tries again if the front door does not answer.",
    ),
    "dossier.send": Say("Transmettre maintenant", "Hand over now"),
    "dossier.withdraw": Say("Retirer", "Withdraw"),
    "dossier.look": Say("Chercher au guichet", "Look for it at the front door"),
    "dossier.unknown": Say(
        "Ce dossier est peut-être parti, peut-être pas : le guichet n’a pas répondu à temps. "
        "Vigie ne le renvoie jamais de lui-même, pour ne pas en faire deux.",
        "This case may have left or not: the front door did not answer in time. Vigie never "
        "sends it again by itself, lest there be two.",
    ),
    "dossier.checked": Say(
        "J’ai vérifié auprès du guichet : il n’a pas ce dossier.",
        "I have checked with the front door: it has not got this case.",
    ),
    "dossier.again": Say("Transmettre de nouveau", "Hand over again"),
    "dossier.nothing": Say("Rien à décider.", "Nothing to decide."),
    "dossier.reader": Say(
        "Votre rôle permet de lire, non de transmettre.",
        "Your role lets you read, not hand over.",
    ),
    "dossier.why": Say("À savoir", "Note"),
    "dossier.leaving": Say("Ce qui partirait", "What would leave"),
    "dossier.left": Say("Ce que dit le dossier", "What the case says"),
    "dossier.left.note": Say(
        "Une publication qui s’est ajoutée depuis l’envoi n’est pas au guichet.",
        "A post that has joined since it was sent is not at the front door.",
    ),
    "dossier.by": Say("Par {way}, tel quel", "By {way}, as it is"),
    "dossier.read": Say(
        "Lisez le passage : un nom écrit en toutes lettres ne se masque pas tout seul.",
        "Read the passage: a name written in plain words does not mask itself.",
    ),
    "dossier.text": Say("Texte à copier", "Text to copy"),
    "dossier.copy": Say(
        "Pour copier, cliquez dans le texte, puis Ctrl+A et Ctrl+C (⌘ sur un Mac).",
        "To copy, click in the text, then Ctrl+A and Ctrl+C (⌘ on a Mac).",
    ),
    "dossier.download.text": Say("Télécharger le texte", "Download the text"),
    "dossier.download.csv": Say("Télécharger en CSV", "Download as CSV"),
    "dossier.body": Say("corps", "body"),
    "dossier.posts": Say("Publications rassemblées", "Posts gathered"),
    "dossier.source": Say("À la source", "At the source"),
    "dossier.mention": Say("La mention", "The mention"),
    "dossier.no_link": Say(
        "adresse tue : elle nommerait quelqu’un", "address left out: it would name somebody"
    ),
    "dossier.about": Say("Le dossier", "The case"),
    "dossier.count": Say("Combien", "How many"),
    "dossier.confidence": Say("Sûreté", "Confidence"),
    "dossier.evidence": Say("Pourquoi", "Why"),
    "dossier.door": Say("Au guichet", "At the front door"),
    "dossier.request": Say("Numéro", "Number"),
    "dossier.token": Say("Jeton, en attente d’un numéro", "Token, waiting for a number"),
    "dossier.notes": Say("Ce qu’il en dit", "What it says"),
    "dossier.silent": Say(
        "Ce moyen ne dit pas ce que devient un dossier.",
        "This way does not say what becomes of a case.",
    ),
    "dossier.history": Say("Historique", "History"),
    "dossier.history.first": Say("première publication", "first post"),
    "dossier.history.last": Say("dernière publication", "last post"),
    "dossier.history.sent": Say("envoi commencé", "sending began"),
    "dossier.history.automatic": Say(
        "approuvé selon vos réglages, sans personne", "approved by your settings, by nobody"
    ),
    "dossier.history.changed": Say("état actuel : {state}", "present state: {state}"),
    "dossier.replies": Say("Réponses « réglé »", "“Resolved” replies"),
    "dossier.replies.note": Say(
        "Lisez d’abord ce qu’en dit le guichet : fermé peut vouloir dire doublon. Une personne "
        "relit et envoie ; Vigie n’envoie rien.",
        "Read first what the front door says: closed may mean duplicate. A person reads and "
        "sends; Vigie sends nothing.",
    ),
    "way.open311": Say("Open311", "Open311"),
    "way.email": Say("courriel", "e-mail"),
    "way.webhook": Say("webhook", "webhook"),
    "way.csv": Say("une ligne de CSV", "a row of CSV"),
    "did.case_approved": Say(
        "Approuvé : Vigie le transmet dans la minute.", "Approved: Vigie hands it over shortly."
    ),
    "did.case_sent": Say("Transmis.", "Handed over."),
    "did.case_open": Say(
        "Transmis : le guichet a donné son numéro.", "Handed over: it has a number."
    ),
    "did.case_closed": Say("Le guichet l’a réglé.", "The front door has closed it."),
    "did.case_unknown": Say(
        "Issue inconnue : le guichet n’a pas confirmé.",
        "Outcome unknown: the front door did not confirm.",
    ),
    "did.case_failed": Say("Le guichet l’a refusé.", "The front door refused it."),
    "did.case_draft": Say(
        "Rien n’est parti : voyez ce qui manque.", "Nothing left: see what is missing."
    ),
    "did.case_sending": Say("Envoi en cours.", "It is being sent."),
    "did.case_withdrawn": Say("Retiré.", "Withdrawn."),
    "act.case_approve": Say("approuvé", "approved"),
    "act.case_send": Say("transmis d’un clic", "handed over by a click"),
    "act.case_look": Say("cherché au guichet", "looked for at the front door"),
    "act.case_again": Say(
        "transmis de nouveau, après vérification", "handed over again, after a check"
    ),
    "act.case_withdraw": Say("retiré", "withdrawn"),
}
