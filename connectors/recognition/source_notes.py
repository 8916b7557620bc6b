"""What a person is told about a place before it is added, or of why it cannot be."""

from __future__ import annotations

from typing import Final

from vigie.say import Say

SENDERS: Final = Say(
    "Seuls les courriels des expéditeurs nommés dans « from » sont lus : nommez-y les vôtres.",
    "Only mails of the senders named in `from` are read: name yours there.",
)
WHOLE: Final = Say(
    "Bluesky s’écoute en entier : seul ce qui nomme la ville est gardé.",
    "Bluesky is heard whole: only posts that name the town are kept.",
)
ENTERPRISE: Final = Say(
    "X réserve aux forfaits Enterprise l’usage par une administration publique, et facture chaque"
    " post lu.",
    "X keeps use by a public body for Enterprise plans, and charges each post that is read.",
)
OWN_PAGE: Final = Say(
    "Si ce n’est pas la page de la Ville, écrivez own = false ; Meta demande alors l’accès « Page"
    " Public Content Access ».",
    "If it is not the town’s own page, write own = false; Meta then asks for “Page Public Content"
    " Access”.",
)
GROUPS: Final = Say(
    "Un groupe Facebook ne s’écoute pas : Vigie n’a pas de connecteur pour les groupes. Versez à la"
    " main ce que vous y lisez (vigie import).",
    "A Facebook group cannot be listened to: Vigie has no connector for groups. Import by hand"
    " what you read there (vigie import).",
)
NEXTDOOR: Final = Say(
    "Nextdoor n’offre aux villes aucun accès de lecture : versez ses messages à la main"
    " (vigie import).",
    "Nextdoor offers towns no access for reading: import its messages by hand (vigie import).",
)
NO_CONNECTOR: Final = Say(
    "Vigie n’a pas de connecteur pour ce réseau : versez l’export d’un outil qui l’écoute"
    " (vigie import), ou faites appeler Vigie par cet outil (--kind inbound).",
    "Vigie has no connector for this network: import the export of a tool that listens to it"
    " (vigie import), or have that tool call Vigie (--kind inbound).",
)
NOT_PEOPLE: Final = Say(
    "Vigie écoute ce qui se dit de la ville, non une personne : donnez une communauté (/r/…).",
    "Vigie listens to what is said of the town, not to a person: give a community (/r/…).",
)
ALERTS: Final = Say(
    "Cette page ne s’écoute pas, mais chaque alerte oui : choisissez « Envoyer à : Flux RSS » et"
    " donnez l’adresse du flux, ou faites-la livrer dans une boîte de courriel (--kind mailbox).",
    "This page cannot be listened to, but each alert can: choose “Deliver to: RSS feed” and give"
    " the feed’s address, or have it delivered to a mailbox (--kind mailbox).",
)
SECRET: Final = Say(
    "Cette adresse contient un mot de passe : rien n’en est fait. Donnez-la sans lui ; le secret"
    " s’écrit dans un fichier ou une variable d’environnement, jamais sur la ligne de commande.",
    "This address holds a password: nothing is done with it. Give it without; the secret goes in a"
    " file or an environment variable, never on the command line.",
)
UNREADABLE: Final = Say("Ceci n’est pas une adresse.", "This is not an address.")
CHANNEL_HIDDEN: Final = Say(
    "Cette page ne dit pas de quelle chaîne elle est : donnez l’adresse en /channel/UC… (sur la"
    " chaîne : Partager ▸ Copier l’ID de la chaîne).",
    "This page does not tell which channel it is of: give the address in /channel/UC… (on the"
    " channel: Share ▸ Copy channel ID).",
)
KEYLESS_VIDEOS: Final = Say(
    "Les nouvelles vidéos seulement, sans leurs commentaires ni clé.",
    "New videos only, without their comments and without a key.",
)
PUT_AWAY: Final = Say(
    "Les fichiers CSV et JSONL de ce dossier seront lus, puis rangés dans son dossier « lus ».",
    "The CSV and JSONL files of this folder will be read, then put away in its folder `lus`.",
)
INSTANCE_KEY: Final = Say(
    "Sans clé, seuls les mots-clics de la ville sont relevés, à intervalles.",
    "Without a key only the town’s hashtags are polled.",
)
TAG_ONLY: Final = Say(
    "Seul ce mot-clic sera suivi ; sans la ligne « tags », ce sont ceux de la ville.",
    "Only this hashtag will be followed; without the `tags` line, those of the town are.",
)
FORBIDDEN: Final = Say(
    "Le site refuse d’être lu par un programme, ou demande un compte ({status}).",
    "The site refuses to be read by a program, or asks for an account ({status}).",
)
NO_PAGE: Final = Say(
    "Il n’y a pas de page à cette adresse ({status}).",
    "There is no page at this address ({status}).",
)
