"""`vigie kibana import` gives the objects to a Kibana that starts, refuses, or is not one."""

from __future__ import annotations

import base64
import json
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest

from deploy.kibana.ndjson import text
from pipeline.kibana_import import Kibana, import_objects
from pipeline.kibana_objects import prepared
from tests.servers import Answer, Exchange, LocalServer, Received
from vigie.errors import ConfigurationError, InvalidInput, Unavailable, VigieError

PATH = "/api/saved_objects/_import"
OBJECTS = prepared(text())


def taken(count: int) -> bytes:
    """What Kibana answers when all is well."""
    return json.dumps({"successCount": count, "success": True, "warnings": []}).encode()


def refused(*errors: dict[str, Any]) -> bytes:
    """What Kibana answers when it took some objects only: still a 200."""
    told = [
        {"id": f"objet-{number}", "type": "dashboard", "meta": {"title": "Tableau"}, "error": error}
        for number, error in enumerate(errors)
    ]
    return json.dumps({"successCount": 7, "success": False, "errors": told}).encode()


def failing(code: int, message: str = "non") -> bytes:
    return json.dumps({"statusCode": code, "error": "Error", "message": message}).encode()


def kibana_at(server: LocalServer, **others: Any) -> Kibana:
    return Kibana(url=server.url, **{"patience": 10.0, "timeout": 5.0, **others})


def posted(received: Received) -> Message:
    """Return the one part of a multipart body."""
    head = f"Content-Type: {received.headers['content-type']}\r\n\r\n".encode()
    parts = BytesParser().parsebytes(head + received.body).get_payload()
    assert isinstance(parts, list)
    (part,) = parts
    assert isinstance(part, Message)
    return part


async def test_the_whole_file_is_posted_to_overwrite(server: LocalServer) -> None:
    server.serve(PATH, taken(9))
    done = await import_objects(kibana_at(server), OBJECTS)
    assert (done.taken, done.refused) == (9, ())
    (received,) = server.received
    assert received.path == f"{PATH}?overwrite=true"
    assert received.headers["kbn-xsrf"] == "true"
    assert "authorization" not in received.headers
    part = posted(received)
    assert part.get_filename() == "vigie.ndjson"
    assert part.get_payload(decode=True) == OBJECTS


async def test_a_space_and_a_base_path_are_in_the_address(server: LocalServer) -> None:
    server.serve(f"/outils/s/veille{PATH}", taken(9))
    kibana = Kibana(url=f"{server.url}/outils/", space="veille")
    assert (await import_objects(kibana, OBJECTS)).taken == 9


@pytest.mark.parametrize(
    ("given", "header"),
    [
        (
            {"user": "vigie", "password": "mot de passe"},
            "Basic " + base64.b64encode(b"vigie:mot de passe").decode(),
        ),
        ({"user": "vigie", "password": "x", "api_key": "abc=="}, "ApiKey abc=="),
    ],
    ids=["basic", "key"],
)
async def test_kibana_knows_who_we_are(
    server: LocalServer, given: dict[str, str], header: str
) -> None:
    server.serve(PATH, taken(9))
    await import_objects(kibana_at(server, **given), OBJECTS)
    assert server.received[0].headers["authorization"] == header


async def test_a_kibana_that_starts_is_waited_for(server: LocalServer) -> None:
    def starting(exchange: Exchange) -> None:
        if len(server.received) < 3:
            exchange.reply(b"Kibana server is not ready yet.", 503, {"Retry-After": "1"})
        else:
            exchange.reply(taken(9))

    server.routes[PATH] = starting
    assert (await import_objects(kibana_at(server), OBJECTS)).taken == 9
    assert len(server.received) == 3


async def test_a_connection_that_is_cut_is_made_again(server: LocalServer) -> None:
    def cut(exchange: Exchange) -> None:
        if len(server.received) < 2:
            exchange.close_connection = True
        else:
            exchange.reply(taken(9))

    server.routes[PATH] = cut
    assert (await import_objects(kibana_at(server), OBJECTS)).taken == 9


async def test_patience_has_an_end(server: LocalServer) -> None:
    server.serve(PATH, b"Kibana server is not ready yet.", 503)
    with pytest.raises(Unavailable, match="503"):
        await import_objects(kibana_at(server, patience=0.5), OBJECTS)
    assert len(server.received) > 1


async def test_nobody_there_is_told(server: LocalServer) -> None:
    nobody = Kibana(url="http://127.0.0.1:9", patience=0.3)
    with pytest.raises(Unavailable, match="ne répond pas"):
        await import_objects(nobody, OBJECTS)


async def test_each_object_that_kibana_refuses_is_told_with_its_reason(
    server: LocalServer,
) -> None:
    server.serve(
        PATH,
        refused(
            {"type": "conflict"},
            {"type": "ambiguous_conflict", "destinations": []},
            {
                "type": "missing_references",
                "references": [{"type": "index-pattern", "id": "vigie-mentions"}],
            },
            {"type": "unsupported_type"},
            {"type": "unknown", "message": "trop\nneuf {}", "statusCode": 400},
        ),
    )
    done = await import_objects(kibana_at(server), OBJECTS)
    assert done.taken == 7
    assert len(done.refused) == 5
    for sentence, (fr, en) in zip(
        done.refused,
        [
            ("existe déjà", "already exists"),
            ("des copies", "copies"),
            ("manque dans Kibana (index-pattern vigie-mentions)", "is missing"),
            ("8.15", "8.15"),
            ("trop neuf {}", "trop neuf {}"),
        ],
        strict=True,
    ):
        assert sentence.fr.startswith("dashboard « Tableau » : ")
        assert fr in sentence.fr
        assert en in sentence.en


def moved(exchange: Exchange) -> None:
    exchange.reply(b"", 302, {"Location": "/login"})


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (lambda exchange: exchange.reply(failing(401), 401), ConfigurationError, "compte"),
        (lambda exchange: exchange.reply(failing(403), 403), ConfigurationError, "droit"),
        (lambda exchange: exchange.reply(failing(404), 404), ConfigurationError, "espace"),
        (lambda exchange: exchange.reply(failing(413), 413), ConfigurationError, "gros"),
        (moved, ConfigurationError, "n’est pas Kibana"),
        (lambda exchange: exchange.reply(b"<html>"), ConfigurationError, "n’est pas Kibana"),
        (lambda exchange: exchange.reply(b"[]"), ConfigurationError, "n’est pas Kibana"),
        (
            lambda exchange: exchange.reply(failing(400, "more recent version"), 400),
            InvalidInput,
            "more recent version",
        ),
    ],
    ids=["401", "403", "404", "413", "302", "page", "list", "400"],
)
async def test_what_waiting_would_not_mend_is_told_at_once(
    server: LocalServer, answer: Answer, kind: type[VigieError], said: str
) -> None:
    server.routes[PATH] = answer
    with pytest.raises(kind, match=said):
        await import_objects(kibana_at(server, user="vigie", password="secret-x"), OBJECTS)
    assert len(server.received) == 1


async def test_a_file_that_is_no_certificate_is_told(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("rien")
    kibana = Kibana(url="https://127.0.0.1:9", ca_file=tmp_path / "ca.pem")
    with pytest.raises(ConfigurationError, match="certificat"):
        await import_objects(kibana, OBJECTS)
