"""`vigie source add`, each kind against its double, as a person runs it."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import plugins
from pipeline.settings import FILE_NAME, SourceSettings, read
from tests.connectors.documents import ARTICLES, rss
from tests.doubles import web_pages as pages
from tests.doubles.discourse import DiscourseForum
from tests.doubles.imap import a_mail, imap_server
from tests.doubles.jetstream import jetstream
from tests.doubles.lemmy import LemmyInstance
from tests.doubles.mastodon import MastodonInstance
from tests.doubles.meta import ACCOUNT_ID, PAGE_ID, TOKEN, FacebookPage, InstagramAccount
from tests.doubles.reddit import COMMUNITY, RedditDouble
from tests.doubles.x import XDouble
from tests.doubles.youtube import YouTube
from tests.pipeline.installations import Ran, make_installation, vigie, vigie_here
from tests.servers import LocalServer
from vigie.clock import SystemClock

TOLD = "Un trou rue des Forges à Trois-Rivières."
ELSEWHERE = "Belle journée pour la pêche au lac."
NETWORK = '[network]\nallowed_hosts = ["127.0.0.1", "localhost"]\nspacing = 0'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return make_installation(tmp_path / "ici", NETWORK)


def add(home: Path, *arguments: str | Path, language: str = "fr", **environment: str) -> Ran:
    given = ("--home", home, "source", "add", *arguments)
    return vigie_here(*given, language=language, **environment)


def doctor(home: Path, **environment: str) -> Ran:
    return vigie_here("--home", home, "doctor", "--json", VIGIE_WEB__PORT="0", **environment)


def secret(home: Path, file: str, word: str) -> None:
    path = home / file
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_text(f"{word}\n", encoding="utf-8")
    path.chmod(0o600)


def said(home: Path, name: str, **environment: str) -> list[str]:
    """Return what the doctor says of a source, each line after its mark."""
    rows = doctor(home, **environment).rows
    marks = {True: "✔", False: "✘"}
    return [f"{marks[row['well']]} {row['finding']}" for row in rows if f"« {name} »" in str(row)]


# --- as a person runs it, in a process of its own


def test_a_forum_is_found_tried_added_and_heard(home: Path, server: LocalServer) -> None:
    forum = DiscourseForum(server)
    forum.publish(TOLD)
    forum.publish(ELSEWHERE)
    page = server.serve("/t/rue-des-forges/7", pages.discourse(server.url))
    ran = vigie("--home", home, "source", "add", page, "--name", "Le forum")
    assert ran.code == 0, ran.err
    assert ran.out.startswith(f"Reconnu : discourse  {server.url}\n")
    assert "On y trouve aussi :\n  feed" in ran.out
    assert "✔ Rue des Forges" in ran.out
    assert "2 en tout, 1 sur la ville (✔), 0 illisible." in ran.out
    assert "« Le forum » sera écoutée." in ran.out
    assert read(home).source[-1].own_settings() == {"name": "Le forum", "url": server.url}
    told = vigie("--home", home, "doctor", VIGIE_WEB__PORT="0")
    assert told.code == 0, told.out
    assert "✔ Source « Le forum » : répond." in told.out


def test_the_same_is_told_in_english(home: Path, server: LocalServer) -> None:
    url = server.serve("/fil", rss(*ARTICLES))
    ran = vigie("--home", home, "source", "add", url, "--name", "The paper", VIGIE_LANG="en")
    assert ran.code == 0, ran.err
    assert ran.out.startswith(f"Recognised: feed  {url}\n")
    assert "20 in all, " in ran.out
    assert "“The paper” will be listened to." in ran.out


def test_an_address_where_nobody_is_writes_nothing(home: Path) -> None:
    before = (home / FILE_NAME).read_bytes()
    ran = add(home, "http://127.0.0.1:9/", "--name", "Personne")
    assert ran.code == 5
    assert "Impossible de joindre 127.0.0.1" in ran.err
    assert ran.err.endswith("Rien n’a été ajouté.\n")
    assert (home / FILE_NAME).read_bytes() == before


# --- each kind


@dataclass
class Scene:
    """A double, the command that adds it, and what is to be told.

    Attributes:
        given: the command's arguments, all but the name.
        brings: whether posts are shown.
        secrets: file → secret, to be written before.
        needs: what is told of the credentials while they are missing.
        answers: what the doctor says of it.
    """

    kind: str
    given: list[str]
    brings: bool = True
    secrets: dict[str, str] = field(default_factory=dict)
    needs: str = ""
    answers: str = "répond."


def feed_scene(server: LocalServer, home: Path) -> Scene:
    server.serve("/fil", rss(*ARTICLES))
    return Scene("feed", [server.serve("/", pages.PAPER)])


def discourse_scene(server: LocalServer, home: Path) -> Scene:
    DiscourseForum(server).publish(TOLD)
    return Scene("discourse", [server.serve("/latest", pages.discourse(server.url))])


def mastodon_scene(server: LocalServer, home: Path) -> Scene:
    MastodonInstance(server, ["troisrivieres"]).publish(TOLD)
    address = server.serve("/tags/troisrivieres", pages.mastodon())
    return Scene("mastodon", [address], needs="read:statuses et read:search")


def lemmy_scene(server: LocalServer, home: Path) -> Scene:
    LemmyInstance(server).publish(TOLD)
    return Scene("lemmy", [server.serve("/c/trois_rivieres", pages.LEMMY)])


def youtube_scene(server: LocalServer, home: Path) -> Scene:
    double = YouTube(server, SystemClock(), "cle-fictive")
    channel = double.channel("Ville fictive")
    double.comment(double.video(channel, "Séance du conseil", days=2), TOLD)
    address = f"https://www.youtube.com/channel/{channel}"
    return Scene(
        "youtube",
        [address, "--own", "--set", f"base_url={double.url}"],
        secrets={"secrets/youtube.key": "cle-fictive"},
        needs="console.cloud.google.com",
        answers="répond. Une journée calme prend",
    )


def reddit_scene(server: LocalServer, home: Path) -> Scene:
    RedditDouble(server).post(TOLD)
    where = ["--set", f"site_url={server.url}", "--set", f"api_url={server.url}"]
    address = f"https://www.reddit.com/r/{COMMUNITY}/"
    return Scene("reddit", [address, *where], needs="Responsible Builder Policy")


def facebook_scene(server: LocalServer, home: Path) -> Scene:
    FacebookPage(server, datetime.now(UTC)).post(TOLD)
    address = f"https://www.facebook.com/profile.php?id={PAGE_ID}"
    return Scene(
        "facebook",
        [address, "--set", f"base_url={server.url}"],
        secrets={"secrets/facebook.token": TOKEN},
        needs="pages_read_engagement",
    )


def instagram_scene(server: LocalServer, home: Path) -> Scene:
    InstagramAccount(server, datetime.now(UTC)).publish(TOLD)
    given = ["--set", f"account_id={ACCOUNT_ID}", "--set", f"base_url={server.url}"]
    return Scene(
        "instagram",
        ["https://www.instagram.com/ville_fictive/", *given],
        secrets={"secrets/instagram.token": TOKEN},
        needs="instagram_basic",
    )


def x_scene(server: LocalServer, home: Path) -> Scene:
    XDouble(server).publish(TOLD)
    given = ["--set", "enterprise_plan=true", "--set", f"url={server.url}"]
    return Scene(
        "x",
        ["https://x.com/villefictive", *given],
        brings=False,
        secrets={"secrets/x.token": "jeton-fictif-de-x"},
        needs="forfait Enterprise : developer.x.com",
        answers="répond. 0 post lu aujourd’hui sur 500",
    )


def inbound_scene(server: LocalServer, home: Path) -> Scene:
    return Scene(
        "inbound",
        ["--kind", "inbound"],
        brings=False,
        secrets={"secrets/inbound.secret": "secret-fictif-assez-long"},
        needs="seize caractères",
    )


def drop_folder_scene(server: LocalServer, home: Path) -> Scene:
    (home / "depot").mkdir()
    return Scene("drop_folder", [str(home / "depot")], brings=False)


def import_scene(server: LocalServer, home: Path) -> Scene:
    (home / "export.csv").write_text(f"id;texte\n1;{TOLD}\n", encoding="utf-8")
    return Scene("import", [str(home / "export.csv")])


def phpbb_scene(server: LocalServer, home: Path) -> Scene:
    from tests.doubles.phpbb import PhpbbForum

    PhpbbForum(server).publish(TOLD)
    return Scene("phpbb", [server.serve("/index.php", pages.phpbb("/app.php/feed"))])


def sitemap_scene(server: LocalServer, home: Path) -> Scene:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    document = pages.SITEMAP.replace("2026-11-23T08:00:00-05:00", now)
    server.serve("/robots.txt", f"Sitemap: {server.url}/actualites.xml")
    server.serve("/actualites.xml", document.replace("https://journal.example", server.url))
    return Scene("sitemap", [server.serve("/", pages.BARE)])


SCENES: list[Callable[[LocalServer, Path], Scene]] = [
    discourse_scene,
    drop_folder_scene,
    facebook_scene,
    feed_scene,
    import_scene,
    inbound_scene,
    instagram_scene,
    lemmy_scene,
    mastodon_scene,
    phpbb_scene,
    reddit_scene,
    sitemap_scene,
    x_scene,
    youtube_scene,
]
INSTALLED = set(plugins.names(plugins.CONNECTORS))
PLAYED = [scene for scene in SCENES if scene.__name__.removesuffix("_scene") in INSTALLED]
#: Their doubles have a loop of their own: see below.
APART = {"bluesky", "mailbox"}


def test_every_kind_is_added_here() -> None:
    assert {scene.__name__.removesuffix("_scene") for scene in SCENES} | APART >= INSTALLED


@pytest.mark.parametrize("play", PLAYED, ids=lambda play: play.__name__.removesuffix("_scene"))
def test_a_source_of_each_kind_is_added_and_answers(
    home: Path, server: LocalServer, play: Callable[[LocalServer, Path], Scene]
) -> None:
    scene = play(server, home)
    given = [*scene.given, "--name", scene.kind]
    if scene.secrets:
        missing = add(home, *given, "--dry-run")
        assert missing.code == 0, missing.err
        assert "Il faut : " in missing.out
        for file, word in scene.secrets.items():
            assert f"Écrivez-le dans {file} (chmod 600)" in missing.out
            secret(home, file, word)
    ran = add(home, *given)
    assert ran.code == 0, ran.out + ran.err
    assert ran.out.startswith(f"Reconnu : {scene.kind}")
    assert ("sur la ville (✔)" in ran.out) is scene.brings
    if scene.needs:
        assert scene.needs in (missing.out if scene.secrets else ran.out)
    assert not any(word in ran.out + ran.err for word in scene.secrets.values())
    assert [source.kind for source in read(home).source] == [scene.kind]
    assert said(home, scene.kind)[0].startswith(f"✔ Source « {scene.kind} » : {scene.answers}")


async def test_bluesky_is_heard_for_a_moment(home: Path) -> None:
    async with jetstream(datetime.now(UTC)) as double:
        for text in (TOLD, ELSEWHERE, TOLD, TOLD):
            double.post(text)
        given = ["https://bsky.app/profile/ville.example", "--set", f'hosts=["{double.url}"]']
        ran = await asyncio.to_thread(add, home, *given, "--name", "Bluesky")
        assert ran.code == 0, ran.out + ran.err
        assert "3 en tout, 3 sur la ville (✔), 1 sans son nom" in ran.out
        assert "s’écoute en entier" in ran.out
        told = await asyncio.to_thread(said, home, "Bluesky")
    assert told[0].startswith("✔ Source « Bluesky » : répond. Rattrape son retard")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl command to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    made, key = folder / "certificate.pem", folder / "key.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(key), "-out", str(made)]
    subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
    return made, key


async def test_a_mailbox_is_added_by_its_address(
    home: Path, certificate: tuple[Path, Path]
) -> None:
    trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trust.load_cert_chain(*certificate)
    async with imap_server(trust) as double:
        double.mails[7] = a_mail(TOLD, sender="alertes@forum.example", date=datetime.now(UTC))
        address = f"imaps://veille%40ville.example@localhost:{double.port}"
        given = [address, "--name", "Alertes", "--set", f"ca_file={certificate[0]}"]
        given += ["--set", 'from=["alertes@forum.example"]']
        missing = await asyncio.to_thread(add, home, *given, "--dry-run")
        assert "mot de passe d’application" in missing.out
        secret(home, "secrets/alertes.password", double.password)
        ran = await asyncio.to_thread(add, home, *given)
        assert ran.code == 0, ran.out + ran.err
        assert "1 en tout, 1 sur la ville (✔)" in ran.out
        assert double.password not in ran.out + (home / FILE_NAME).read_text("utf-8")
        told = await asyncio.to_thread(said, home, "Alertes")
    assert told == ["✔ Source « Alertes » : répond."]


# --- what is missing, wrong, or nothing


def test_what_no_address_tells_is_left_to_be_filled_in(home: Path) -> None:
    ran = add(home, "https://www.facebook.com/VilleFictive", "--name", "Page")
    assert ran.code == 4
    assert "Il faut page_id : le numéro de la page" in ran.out
    assert "--set page_id=…" in ran.out
    assert "pages_read_engagement" in ran.out
    assert read(home).source == ()
    text = (home / FILE_NAME).read_text("utf-8")
    assert '# page_id = "0"' in text
    assert doctor(home).rows[0]["well"]


def test_x_without_the_plan_that_its_terms_ask_for_is_not_heard(home: Path) -> None:
    ran = add(home, "https://x.com/villefictive", "--name", "X", language="en")
    assert ran.code == 4
    assert "enterprise_plan is needed: true if the town has the Enterprise plan" in ran.out
    assert "X keeps use by a public body for Enterprise plans" in ran.out
    assert read(home).source == ()


def test_what_x_costs_is_told_and_nothing_is_read(home: Path, server: LocalServer) -> None:
    scene = x_scene(server, home)
    secret(home, "secrets/x.token", "jeton-fictif-de-x")
    ran = add(home, *scene.given, "--name", "X")
    assert "Au plus 500 posts lus et 500 relus par jour, environ 5,00 $ US." in ran.out
    assert "n’a donc pas été essayée" in ran.out
    assert server.received == []


def test_a_look_opens_no_stream(home: Path, server: LocalServer) -> None:
    scene = x_scene(server, home)
    secret(home, "secrets/x.token", "jeton-fictif-de-x")
    assert add(home, *scene.given, "--name", "X").code == 0
    assert said(home, "X")[0].startswith("✔")
    assert {r.path.partition("?")[0] for r in server.received} == {"/2/tweets/search/recent"}
    double = MastodonInstance(server, ["troisrivieres"], token="cle-fictive")
    double.publish(TOLD)
    secret(home, "secrets/m.token", "cle-fictive")
    given = [server.serve("/tags/troisrivieres", pages.mastodon()), "--name", "Mastodon"]
    ran = add(home, *given, "--set", "token_file=secrets/m.token")
    assert "sur la ville (✔)" in ran.out
    assert double.opened.empty()


def test_what_youtube_costs_is_told_before_it_is_spent(home: Path, server: LocalServer) -> None:
    ran = add(home, *youtube_scene(server, home).given, "--name", "YouTube", language="en")
    assert "A quiet day takes 1120 of 5000 units, and 48 of 100 searches." in ran.out
    assert server.received == []
    assert read(home).source[0].own_settings()["own_channels"]


def test_a_name_used_twice_is_told_before_anything_is_asked(
    home: Path, server: LocalServer
) -> None:
    url = server.serve("/fil", rss(*ARTICLES))
    assert add(home, url, "--name", "Le Journal").code == 0
    before, asked = (home / FILE_NAME).read_bytes(), len(server.received)
    again = add(home, url, "--name", " Le Journal ")
    assert again.code == 4
    assert "s’appelle déjà « Le Journal »" in again.err
    assert (home / FILE_NAME).read_bytes() == before
    assert len(server.received) == asked


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "a\nb", "\x1b[31m"])
def test_a_name_that_is_none_is_refused(home: Path, name: str) -> None:
    ran = add(home, "https://bsky.app", "--name", name)
    assert ran.code == 4
    assert "--name" in ran.err


@pytest.mark.parametrize(
    ("address", "code", "words"),
    [
        ("/", 6, "Rien ne s’écoute à cette adresse."),
        ("/absent", 6, "Il n’y a pas de page à cette adresse (404)."),
        ("https://www.facebook.com/groups/1", 6, "Un groupe Facebook ne s’écoute pas"),
        ("https://veille:motdepasse@forum.example", 6, "contient un mot de passe"),
        ("http://10.0.0.1/", 6, "privée"),
    ],
)
def test_where_nothing_is_heard_a_sentence_says_why(
    home: Path, server: LocalServer, address: str, code: int, words: str
) -> None:
    server.serve("/", pages.BARE)
    before = (home / FILE_NAME).read_bytes()
    ran = add(home, server.url + address if address[0] == "/" else address, "--name", "Rien")
    assert ran.code == code
    assert words in ran.err
    assert "Rien n’a été ajouté." in ran.err
    assert "motdepasse" not in ran.out + ran.err
    assert (home / FILE_NAME).read_bytes() == before


def test_a_source_that_refuses_is_not_added_unless_it_is_insisted_on(
    home: Path, server: LocalServer
) -> None:
    page = server.serve("/", pages.discourse(server.url))
    server.serve("/posts.json", "non", 403)
    ran = add(home, page, "--name", "Fermé")
    assert ran.code == 6
    assert "(403)" in ran.err
    assert "--untried" in ran.err
    assert read(home).source == ()
    assert add(home, page, "--name", "Fermé", "--untried").code == 0
    assert read(home).source[0].kind == "discourse"
    (told,) = said(home, "Fermé")
    assert told.startswith("✘ Source « Fermé » : ")
    assert "ou retirez la source" in told


def test_the_kind_wanted_is_taken_among_several(home: Path, server: LocalServer) -> None:
    server.serve("/latest.rss", rss(*ARTICLES))
    page = server.serve("/", pages.discourse(server.url))
    assert add(home, page, "--name", "Fil", "--kind", "feed").code == 0
    assert read(home).source[0].own_settings()["url"] == f"{server.url}/latest.rss"
    none = add(home, page, "--name", "Autre", "--kind", "lemmy")
    assert none.code == 6
    assert "Rien du genre « lemmy »" in none.out
    assert "discourse" in none.out


def test_a_kind_that_is_insisted_on_needs_no_page(home: Path) -> None:
    ran = add(home, "https://forum.example", "--kind", "discourse", "--untried", "--name", "F")
    assert ran.code == 0, ran.err
    assert read(home).source[0].own_settings()["url"] == "https://forum.example"


def test_without_address_the_kind_is_asked_for(home: Path) -> None:
    assert add(home, "--name", "Rien").code == 2
    unknown = add(home, "--name", "Rien", "--kind", "minitel")
    assert unknown.code == 4
    assert "minitel" in unknown.err


def test_wrong_settings_are_told_and_nothing_is_written(home: Path, server: LocalServer) -> None:
    url = server.serve("/fil", rss(*ARTICLES))
    before = (home / FILE_NAME).read_bytes()
    for given, words in (
        ("interval=0", "interval"),
        ("inconnue=1", "inconnue"),
        ("towns=3", "towns"),
        ('towns=["liege"]', "liege"),
        ("token=abcdef", "ligne de commande"),
    ):
        ran = add(home, url, "--name", "Le Journal", "--set", given)
        assert ran.code == 4, given
        assert words in ran.err
        assert "abcdef" not in ran.out + ran.err
    assert (home / FILE_NAME).read_bytes() == before


def test_two_sources_called_at_one_place_are_refused(home: Path) -> None:
    assert add(home, "--kind", "inbound", "--name", "Outil").code == 0
    ran = add(home, "--kind", "inbound", "--name", "outil !")
    assert ran.code == 4
    assert "/inbound/outil" in ran.err
    assert len(read(home).source) == 1


def test_a_source_that_is_called_says_where(home: Path) -> None:
    before = add(home, "--kind", "inbound", "--name", "Outil")
    assert "Pour qu’elle soit appelée par d’autres, donnez [inbound] public_url." in before.out
    with (home / FILE_NAME).open("a", encoding="utf-8") as file:
        file.write('\n[inbound]\npublic_url = "https://veille.ville.example"\n')
    after = add(home, "--kind", "inbound", "--name", "Autre outil")
    assert "appelée à https://veille.ville.example/inbound/autre-outil" in after.out


def test_a_dry_run_shows_and_writes_nothing(home: Path, server: LocalServer) -> None:
    before = (home / FILE_NAME).read_bytes()
    (home / "depot").mkdir()
    for address in (server.serve("/fil", rss(*ARTICLES)), str(home / "depot")):
        ran = add(home, address, "--name", "Essai", "--dry-run")
        assert ran.code == 0, ran.err
        assert "Serait ajouté à vigie.toml" in ran.out
    assert (home / FILE_NAME).read_bytes() == before
    assert list((home / "depot").iterdir()) == []


def test_a_key_of_the_environment_is_tried_at_once(home: Path, server: LocalServer) -> None:
    scene = facebook_scene(server, home)
    given = [*scene.given, "--set", "token_env=PAGE_FICTIVE", "--name", "Page"]
    missing = add(home, *given, "--dry-run")
    assert "Dans la variable d’environnement PAGE_FICTIVE, qui est vide." in missing.out
    ran = add(home, *given, PAGE_FICTIVE=TOKEN)
    assert "1 sur la ville (✔)" in ran.out
    assert "\ntoken_file" not in (home / FILE_NAME).read_text("utf-8")


def test_a_key_that_is_not_taken_is_told(home: Path, server: LocalServer) -> None:
    scene = facebook_scene(server, home)
    secret(home, "secrets/page.token", "un-autre-jeton")
    ran = add(home, *scene.given, "--name", "Page")
    assert ran.code == 0
    assert "en tout" in ran.out
    (told, *_) = said(home, "Page")
    assert told.startswith("✘")
    assert "pages_read_engagement" in told


def test_a_hostile_title_does_not_drive_the_terminal(home: Path, server: LocalServer) -> None:
    page = pages.PAPER.replace("Flux des commentaires", "\x1b[2JFlux\x07")
    server.serve("/fil", rss(*ARTICLES))
    ran = add(home, server.serve("/", page), "--name", "Le Journal")
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert "\x07" not in ran.out


def test_sources_already_there_do_not_stand_in_the_way(home: Path, server: LocalServer) -> None:
    with (home / FILE_NAME).open("a", encoding="utf-8") as file:
        file.write('\n[[source]]\nkind = "minitel"\nname = "Ancienne"\n')
    assert add(home, server.serve("/fil", rss(*ARTICLES)), "--name", "Le Journal").code == 0
    assert [isinstance(s, SourceSettings) for s in read(home).source] == [True, True]
