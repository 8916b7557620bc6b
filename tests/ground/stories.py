"""Invented texts that are, or are not, the same story told again."""

from __future__ import annotations

RELEASE = """\
La Ville de Trois-Rivières annonce le début des travaux de réfection de la rue des Forges le \
lundi 4 mai. Le chantier, d’une valeur de 2,4 millions de dollars, comprend le remplacement de \
l’aqueduc, des égouts et de l’éclairage entre la rue Royale et le boulevard des Récollets. La \
circulation se fera en alternance jusqu’à la fin d’août et un chemin de détour sera indiqué. Les \
commerces resteront accessibles en tout temps. Les résidents touchés ont reçu un avis par la \
poste; une rencontre d’information aura lieu le 22 avril à l’hôtel de ville. Pour toute question, \
les citoyens peuvent composer le 311 ou consulter la page des travaux sur le site de la Ville."""

_BODY = RELEASE.split(". ", 1)[1]

#: The release on twelve sites.
RETOLD = [
    RELEASE,
    RELEASE + " Lire la suite",
    "TROIS-RIVIÈRES – " + RELEASE,
    "(Agence régionale) " + RELEASE,
    "Trois-Rivières, le 9 avril. " + RELEASE + " -30-",
    RELEASE.replace("’", "'").replace(";", "."),
    RELEASE.upper(),
    RELEASE + "\n\nPartager sur Facebook Partager par courriel https://journal.example/a/1",
    RELEASE.replace("2,4 millions de dollars", "2,4 M$").replace("comprend", "inclut"),
    RELEASE.replace("La Ville de Trois-Rivières annonce", "La municipalité a annoncé mardi"),
    "Les automobilistes devront s’armer de patience au centre-ville. " + RELEASE,
    "C’est le 4 mai que commencera la réfection de la rue des Forges. " + _BODY,
]

POST = (
    "Encore un matin où la gratte est passée à côté de notre rue, ça fait trois fois en deux "
    "semaines que les autos restent prises devant l’école et personne ne répond au téléphone"
)

#: A post copied from group to group.
COPIED = [
    POST,
    POST + " !!! 😡😡",
    POST.upper(),
    "RT " + POST,
    POST + " #deneigement #3R https://exemple.example/x",
    "@quelquun @autre " + POST,
    POST.replace("téléphone", "telephone").replace("Encore", "encore"),
]

#: Different stories, or answers to one.
OTHERS = [
    (
        "« La Ville de Trois-Rivières annonce le début des travaux "
        "de réfection de la rue des Forges » "
        "Bon, encore trois mois à faire le tour du bloc pour aller travailler, et pendant ce temps "
        "les commerçants vont perdre leur été comme en 2019, merci pour rien."
    ),
    (
        "La Ville de Trois-Rivières annonce le début des travaux de "
        "réfection du boulevard Jean-XXIII "
        "le mardi 2 juin. Le chantier, d’une valeur de 5,1 millions de dollars, comprend une piste "
        "cyclable, deux feux de circulation et des arbres. La circulation sera interdite la nuit. "
        "Les écoles du secteur ont été averties et les autobus passeront par la rue voisine."
    ),
    (
        "Les travaux de la rue des Forges inquiètent les commerçants du centre-ville. Plusieurs "
        "craignent une baisse d’achalandage cet été et demandent une compensation au conseil. "
        "« On sort à peine de deux saisons difficiles », dit une restauratrice."
    ),
    (
        "Quelqu’un sait jusqu’à quand la rue des Forges va être "
        "fermée? J’ai un rendez-vous chez le "
        "dentiste la semaine prochaine et je ne veux pas arriver en retard encore une fois."
    ),
    (
        "La gratte est passée chez nous à six heures ce matin, "
        "trottoir compris, rien à redire cette "
        "année. Merci aux déneigeurs, surtout après une tempête pareille en pleine nuit."
    ),
    (
        "Personne ne répond au téléphone à l’école depuis deux "
        "semaines, est-ce que quelqu’un d’autre "
        "a essayé d’appeler pour les inscriptions du camp de jour cet été dans notre quartier?"
    ),
    POST + ". Ben moi c’est tout le contraire, ma rue est toujours faite avant six heures et j’ai "
    "jamais manqué l’ouvrage une seule fois depuis que je suis ici, alors arrêtez de chialer",
    (
        "Festival de la rue : la programmation est dévoilée. Une "
        "quarantaine de spectacles gratuits "
        "auront lieu au parc portuaire du 3 au 12 juillet, avec des artistes d’ici et d’ailleurs."
    ),
]
