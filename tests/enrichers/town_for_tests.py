"""Two compact towns and the posts' envelope, for tests that only look at words."""

from __future__ import annotations

from datetime import UTC, datetime

from vigie.judgement import Judged, Judgement
from vigie.mention import Mention
from vigie.post import Author, Point, Post, Source
from vigie.town import (
    Account,
    Clause,
    FrontDoor,
    Holidays,
    Homonym,
    Hours,
    MediaRelations,
    Names,
    Referral,
    Spot,
    Targets,
    Template,
    Town,
)

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
_OPEN = (("08:30", "12:00"), ("13:00", "16:30"))
_WEEK = Hours(mon=_OPEN, tue=_OPEN, wed=_OPEN, thu=_OPEN, fri=_OPEN)
_CLAUSES = tuple(
    Clause(conduct=conduct, article=f"article {n}", text={"fr": text, "en": text})
    for n, (conduct, text) in enumerate(
        {
            "threat": "Aucune menace.",
            "hate": "Aucun propos haineux.",
            "harassment": "Aucun harcèlement.",
            "insult": "Aucune insulte.",
            "privacy": "Aucun renseignement personnel.",
            "obscenity": "Aucune obscénité.",
            "spam": "Aucune publicité.",
        }.items(),
        start=1,
    )
)
_TEMPLATES = (
    Template(
        id="invitation",
        route="invite_311",
        text={
            "fr": "Bonjour, écrivez à {front_door} : {phone}.",
            "en": "Hello, write to {front_door}: {phone}.",
        },
    ),
)


def _spot(id_: str, name: str, kind: str, *aliases: str, public: bool = True) -> Spot:
    return Spot(
        id=id_,
        name=name,
        kind=kind,
        aliases=aliases,
        public=public,
        district="Centre",
        point=Point(lat=46.34, lon=-72.54),
    )


TROIS_RIVIERES = Town(
    slug="trois-rivieres",
    name="Trois-Rivières",
    country="CA",
    region="Mauricie",
    timezone="America/Toronto",
    languages=("fr", "en"),
    usage="quebec",
    site="https://ville.example",
    emergency_number="911",
    names=Names(
        official="Trois-Rivières",
        variants=("Trois Rivières", "Ville de Trois-Rivières", "V3R"),
        ambiguous=("TR", "T-R", "3R", "3-R"),
        demonyms=("Trifluvien", "Trifluvienne"),
        hashtags=("TroisRivières", "3R", "V3R"),
        former=(
            "Cap-de-la-Madeleine",
            "Pointe-du-Lac",
            "Saint-Louis-de-France",
            "Sainte-Marthe-du-Cap",
            "Trois-Rivières-Ouest",
        ),
        neighbourhoods=("Adélard-Dugré", "Les Terrasses", "Vieux-Trois-Rivières"),
        context=("Mauricie", "Saint-Maurice", "STTR", "pont Laviolette", "UQTR"),
    ),
    homonyms=(
        Homonym(
            name="nom commun : trois cours d’eau",
            forms=("les trois rivières", "trois rivières polluées"),
            context=("affluent", "confluent", "poisson"),
            lower_case_only=True,
        ),
        Homonym(
            name="Trois-Rivières en Guadeloupe",
            forms=("Trois-Rivières Guadeloupe",),
            context=("Guadeloupe", "Basse-Terre", "Les Saintes"),
        ),
        Homonym(name="Three Rivers, au Michigan", forms=("Three Rivers",), context=("Michigan",)),
    ),
    accounts=(
        Account(platform="x", handle="v3r_"),
        Account(platform="x", handle="mairie3r", role="official", title="mairie"),
    ),
    front_door=FrontDoor(
        name={"fr": "311", "en": "311"}, phone="311", site="https://ville.example/311"
    ),
    referrals=(
        Referral(
            id="hydro-quebec",
            name="Hydro-Québec",
            owns=("Hydro-Québec", "Hydro", "panne de courant", "panne d’électricité"),
            concerns={"fr": "les pannes de courant", "en": "power failures"},
            phone="1 800 555-0100",
        ),
        Referral(
            id="sttr",
            name="STTR",
            owns=("STTR", "autobus", "bus"),
            concerns={"fr": "les autobus", "en": "buses"},
        ),
        Referral(
            id="mtq",
            name="Ministère des Transports",
            owns=("MTQ", "autoroute 40", "autoroute 55", "A-40", "A-55", "pont Laviolette"),
            concerns={"fr": "les autoroutes et le pont Laviolette", "en": "highways"},
        ),
    ),
    media_relations=MediaRelations(name={"fr": "Relations médias", "en": "Media relations"}),
    hours=_WEEK,
    holidays=Holidays(country="CA", subdivision="QC"),
    targets=Targets(temporary=240, reply=960, media=120, emergency=15),
    templates=_TEMPLATES,
    netiquette=_CLAUSES,
    gazetteer=(
        _spot("rue-des-forges", "rue des Forges", "street", "Forges"),
        _spot("rue-royale", "rue Royale", "street", "Royale", public=False),
        _spot("rue-notre-dame", "rue Notre-Dame Centre", "street", "rue Notre-Dame"),
        _spot("rue-laviolette", "rue Laviolette", "street"),
        _spot("boulevard-des-recollets", "boulevard des Récollets", "street", "Récollets"),
        _spot("boulevard-jean-xxiii", "boulevard Jean-XXIII", "street"),
        _spot("rue-sainte-cecile", "rue Sainte-Cécile", "street"),
        _spot("rue-saint-francois-xavier", "rue Saint-François-Xavier", "street"),
        _spot("chemin-sainte-marguerite", "chemin Sainte-Marguerite", "street"),
        _spot("parc-victoria", "parc Victoria", "park", public=False),
        _spot("parc-de-l-exposition", "parc de l’Exposition", "park"),
        _spot("ile-saint-quentin", "île Saint-Quentin", "park", "parc de l’île Saint-Quentin"),
        _spot("ecole-sainte-therese", "école Sainte-Thérèse", "school"),
        _spot("pont-duplessis", "pont Duplessis", "bridge"),
        _spot("pont-laviolette", "pont Laviolette", "bridge"),
        _spot("colisee", "Colisée Vidéotron", "building", "Colisée"),
        _spot("place-d-armes", "place d’Armes", "place"),
        _spot("quartier-sainte-cecile", "Sainte-Cécile", "neighbourhood"),
        _spot("cap-de-la-madeleine", "Cap-de-la-Madeleine", "neighbourhood", "le Cap"),
        _spot("riviere-saint-maurice", "rivière Saint-Maurice", "water"),
    ),
    outline=((-72.7, 46.25), (-72.4, 46.25), (-72.4, 46.45), (-72.7, 46.45), (-72.7, 46.25)),
)

NAMUR = Town(
    slug="namur",
    name="Namur",
    country="BE",
    region="Wallonie",
    timezone="Europe/Brussels",
    languages=("fr", "nl", "de", "en"),
    usage="belgium",
    site="https://namur.example",
    emergency_number="112",
    names=Names(
        official="Namur",
        variants=("Ville de Namur",),
        ambiguous=("Dave", "Champion", "Bouge", "Loyers", "Belgrade"),
        demonyms=("Namurois", "Namuroise"),
        hashtags=("Namur", "VilleDeNamur"),
        former=("Jambes", "Saint-Servais", "Beez", "Wépion", "Flawinne", "Dave", "Champion"),
        neighbourhoods=("Salzinnes", "Bomel"),
        context=("Wallonie", "Sambre", "Citadelle", "Confluence", "bourgmestre"),
    ),
    homonyms=(
        Homonym(
            name="la station de métro Namur à Montréal",
            forms=("station Namur", "métro Namur", "station de métro Namur"),
            context=("ligne orange", "STM", "Décarie"),
        ),
        Homonym(
            name="la porte de Namur à Bruxelles",
            forms=("porte de Namur", "Naamsepoort"),
            context=("Ixelles", "STIB"),
        ),
        Homonym(name="la province de Namur", forms=("province de Namur", "provincial de Namur")),
    ),
    accounts=(Account(platform="x", handle="VilledeNamur"),),
    front_door=FrontDoor(
        name={"fr": "Citoyenneté participation", "en": "Citizens’ desk"},
        phone="081 55 01 00",
        site="https://namur.example/contact",
    ),
    referrals=(
        Referral(
            id="ores",
            name="ORES",
            owns=("ORES", "panne de courant", "compteur"),
            concerns={"fr": "l’électricité et le gaz", "en": "electricity and gas"},
        ),
        Referral(id="tec", name="TEC", owns=("TEC",), concerns={"fr": "les bus", "en": "buses"}),
    ),
    media_relations=MediaRelations(name={"fr": "Presse", "en": "Press"}),
    hours=_WEEK,
    holidays=Holidays(country="BE"),
    targets=Targets(temporary=240, reply=960, media=120, emergency=15),
    templates=_TEMPLATES,
    netiquette=_CLAUSES,
    gazetteer=(
        _spot("rue-de-fer", "rue de Fer", "street"),
        _spot("rue-de-l-ange", "rue de l’Ange", "street"),
        _spot("chaussee-de-louvain", "chaussée de Louvain", "street"),
        _spot("avenue-reine-astrid", "avenue Reine Astrid", "street"),
        _spot("boulevard-cauchy", "boulevard Cauchy", "street"),
        _spot("place-d-armes", "place d’Armes", "place"),
        _spot("parc-louise-marie", "parc Louise-Marie", "park"),
        _spot("pont-de-jambes", "pont de Jambes", "bridge"),
        _spot("citadelle", "Citadelle de Namur", "building", "Citadelle"),
        _spot("jambes", "Jambes", "neighbourhood"),
        _spot("salzinnes", "Salzinnes", "neighbourhood"),
    ),
    outline=((4.7, 50.38), (5.0, 50.38), (5.0, 50.54), (4.7, 50.54), (4.7, 50.38)),
)


def a_post(
    text: str,
    *,
    title: str = "",
    own: bool = False,
    reply_to: str | None = None,
    language: str | None = None,
    role: str | None = None,
    source_name: str = "journal",
) -> Post:
    """Wrap a text in a post."""
    return Post(
        source=Source(kind="feed", name=source_name, own=own),
        native_id="1",
        text=text,
        title=title,
        reply_to_text=reply_to,
        declared_language=language,
        author=Author(role=role),
        fetched_at=AT,
        published_at=AT,
    )


def a_judged(text: str, *, town: Town = TROIS_RIVIERES, **envelope: object) -> Judged:
    """Wrap a text in a mention that nobody has judged yet."""
    post = a_post(text, **envelope)  # type: ignore[arg-type]
    return Judged(mention=Mention.of(post, town.slug), judgement=Judgement())
