"""Nothing that leaves, and nothing that stays, says who wrote or how to reach them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.first_settings import quoted
from tests.pipeline.installations import make_installation, vigie
from tests.servers import Exchange, LocalServer

HANDLE = "JeanneInventee1971"
EMAIL = "jeanne.inventee@exemple.example"
PHONE = "819 555-0134"
SECRETS = (HANDLE, HANDLE.lower(), EMAIL, PHONE, "8195550134")

POSTS = [
    {
        "id": f"@{HANDLE}/1",
        "url": "https://reseau.example/publication/1",
        "text": f"Un fil électrique est tombé en travers de la rue Royale à Trois-Rivières, ça fait"
        f" des étincelles en ce moment!! Appelez-moi au {PHONE} ou à {EMAIL}.",
        "author": {"handle": f"@{HANDLE}"},
    },
    {
        "id": "2",
        "text": f"Nid-de-poule coin Forges et Royale à Trois-Rivières, mon courriel : {EMAIL}",
        "author": {"handle": HANDLE},
    },
]


@pytest.fixture
def home(tmp_path: Path, server: LocalServer) -> Path:
    def accept(exchange: Exchange) -> None:
        exchange.reply(b"", 204)

    server.routes["/alertes"] = accept
    home = tmp_path / "ici"
    made = make_installation(
        home,
        "[network]",
        f"allowed_hosts = [{quoted(server.url.removeprefix('http://'))}]",
        "[[source]]",
        'kind = "import"',
        'name = "publications"',
        'file = "publications.jsonl"',
        "[[target]]",
        'kind = "webhook"',
        'name = "équipe"',
        f"url = {quoted(server.url + '/alertes')}",
        'secret_file = "secrets/w"',
        "[[rule]]",
        'name = "urgence"',
        "when.emergency = true",
        "[[rule]]",
        'name = "cas"',
        "when.service_request = true",
    )
    assert vigie("webhook", "secret", home / "secrets" / "w").code == 0
    lines = "\n".join(json.dumps(post, ensure_ascii=False) for post in POSTS)
    (home / "publications.jsonl").write_text(lines, "utf-8")
    return made


def test_no_output_path_names_the_author_or_their_contacts(
    home: Path, server: LocalServer, tmp_path: Path
) -> None:
    ran = vigie("--home", home, "run", "--once", VIGIE_LANG="en")
    assert ran.code == 0, ran.err
    secret = (home / "secrets" / "w").read_text().strip().removeprefix("whsec_")
    export = tmp_path / "export.csv"
    assert vigie("--home", home, "export", "--format", "csv", "-o", export).code == 0
    outputs = {
        "log": ran.err + ran.out,
        "alerts sent": "".join(
            received.body.decode() + json.dumps(received.headers) for received in server.received
        ),
        "alerts list": vigie("--home", home, "alerts", "list", "--json").out,
        "search": vigie("--home", home, "search", "--json").out,
        "export": export.read_text("utf-8-sig"),
        "export jsonl": vigie("--home", home, "export").out,
        "sources": vigie("--home", home, "sources", "--json").out,
        "doctor": vigie("--home", home, "doctor", "--json", VIGIE_WEB__PORT="0").out,
    }
    assert len(server.received) == 2, "both rules raised their alert"
    assert len(outputs["search"].splitlines()) == 2
    for name, text in outputs.items():
        assert text, name
        for word in (*SECRETS, secret):
            assert word not in text, f"{word} in {name}"


def test_the_store_holds_no_contact_and_no_handle_outside_native_ids(home: Path) -> None:
    assert vigie("--home", home, "run", "--once").code == 0
    held = b"".join(path.read_bytes() for path in home.glob("vigie.db*"))
    assert EMAIL.encode() not in held
    assert PHONE.encode() not in held
    assert held.count(f"@{HANDLE}".encode()) <= held.count(f"@{HANDLE}/1".encode())


def test_an_erased_mention_leaves_no_word_in_the_store(home: Path) -> None:
    assert vigie("--home", home, "run", "--once").code == 0
    ran = vigie("--home", home, "erase", "https://reseau.example/publication/1", "--yes")
    assert ran.code == 0, ran.err
    held = b"".join(path.read_bytes() for path in home.glob("vigie.db*"))
    assert "étincelles".encode() not in held
    assert HANDLE.encode() not in held
    assert b"reseau.example/publication" not in held
    assert b"Nid-de-poule" in held
