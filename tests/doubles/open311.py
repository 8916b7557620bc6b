"""A town's GeoReport v2 server, as the specification writes it, with the faults of real ones."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit
from xml.sax.saxutils import escape

from tests.servers import Answer, Exchange, LocalServer

Row = dict[str, Any]
PATH = "/open311/v2"


class _Everything(dict[str, Answer]):
    """Routes of which every path leads to one answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self._answer = answer

    def get(self, *_: Any) -> Answer:
        return self._answer


@dataclass
class Open311Town:
    """What the server knows and how it behaves; attach it with `serve`.

    Attributes:
        made: requests accepted, in order, as `GET requests` shows them.
        forms: bodies posted, decoded, accepted or not.
        tokens: a POST answers a token; its id is known after `ready_after` questions.
        json_only: the .xml addresses answer 404 without a body.
        numbers: JSON codes and ids are numbers, with leading zeros if they have them.
        no_zone: moments are written without a time zone.
        refuses_duplicates: the same text at the same place is a 400.
        then: what happens once a request is accepted: "" (an answer), "cut" (the line drops
            without a byte), "half" (in mid-body), "500", "hang".
        status, headers: of a refusal before anything is accepted; `error` its description.
        hides: requests are not listed (moderated, or private).
    """

    services: list[Row] = field(
        default_factory=lambda: [
            {"service_code": "001", "service_name": "Nid-de-poule", "metadata": "false"},
            {"service_code": "002", "service_name": "Graffitis", "metadata": "true"},
        ]
    )
    questions: dict[str, list[Row]] = field(default_factory=dict)
    key: str = "cle-fictive"
    made: list[Row] = field(default_factory=list)
    forms: list[dict[str, list[str]]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    tokens: bool = False
    ready_after: int = 1
    json_only: bool = False
    numbers: bool = False
    no_zone: bool = False
    refuses_duplicates: bool = False
    then: str = ""
    status: int = 0
    error: str = "Refusé."
    headers: dict[str, str] = field(default_factory=dict)
    hides: bool = False
    now: datetime = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    waited: dict[str, int] = field(default_factory=dict)
    accepted: threading.Event = field(default_factory=threading.Event)

    def serve(self, server: LocalServer) -> str:
        """Answer everything on this server; return the endpoint's address."""
        server.routes = _Everything(self.answer)
        return server.url + PATH

    def close(self, number: int, notes: str = "Réparé.") -> None:
        """Close a request."""
        self.made[number].update(status="closed", status_notes=notes)

    def answer(self, exchange: Exchange) -> None:
        parts = urlsplit(exchange.path)
        path, _, form = parts.path.removeprefix(PATH + "/").rpartition(".")
        query = dict(parse_qsl(parts.query))
        self.asked.append(exchange.path)
        if (form == "xml") is self.json_only or form not in ("xml", "json"):
            exchange.reply(b"", 404)
        elif exchange.command == "POST" and path == "requests":
            self._post(exchange, form)
        elif self.status and self.status >= 500:
            self._errors(exchange, form, self.status, self.error)
        elif path == "services":
            self._write(exchange, form, ("services", "service"), self.services)
        elif path.startswith("services/"):
            self._definition(exchange, form, path.partition("/")[2])
        elif path.startswith("tokens/"):
            self._token(exchange, form, path.partition("/")[2])
        else:
            self._requests(exchange, form, query)

    def _post(self, exchange: Exchange, form: str) -> None:
        assert exchange.headers["Content-Type"].startswith("application/x-www-form-urlencoded")
        said = parse_qs(exchange.body.decode("ascii"), keep_blank_values=True)
        self.forms.append(said)
        if self.status:
            return self._errors(exchange, form, self.status, self.error)
        if said.get("api_key") != [self.key]:
            return self._errors(exchange, form, 403, "Invalid api_key received.")
        codes = [str(each["service_code"]) for each in self.services]
        if said.get("service_code", [""])[0] not in codes:
            return self._errors(exchange, form, 404, "service_code not found")
        row = self._row(said)
        if self.refuses_duplicates and any(
            each["description"] == row["description"] for each in self.made
        ):
            return self._errors(exchange, form, 400, "base is a duplicate")
        self.made.append(row)
        self.accepted.set()
        return self._accepted(exchange, form, row)

    def _accepted(self, exchange: Exchange, form: str, row: Row) -> None:
        if self.then == "hang":
            time.sleep(3)
        if self.then in ("cut", "hang"):
            exchange.close_connection = True
            exchange.connection.close()
        elif self.then == "500":
            exchange.reply(b"<html>Internal Server Error</html>", 500)
        elif self.then == "half":
            exchange.send_response(201)
            exchange.send_header("Content-Length", "500")
            exchange.end_headers()
            exchange.wfile.write(b"<?xml version='1.0'?><service_requests><request><servi")
            exchange.close_connection = True
        else:
            told = {"token": row["token"]} if self.tokens else {}
            shown = told or {"service_request_id": row["service_request_id"], "account_id": None}
            self._write(exchange, form, ("service_requests", "request"), [shown], 201)

    def _row(self, said: dict[str, list[str]]) -> Row:
        number = 638344 + len(self.made)
        at = self.now.isoformat().removesuffix("+00:00") + ("" if self.no_zone else "+00:00")
        return {
            "service_request_id": str(number),
            "token": f"jeton-{number}",
            "status": "open",
            "status_notes": None,
            "service_code": said["service_code"][0],
            "description": said["description"][0],
            "requested_datetime": at,
            "updated_datetime": None,
            "lat": said.get("lat", [None])[0],
            "long": said.get("long", [None])[0],
        }

    def _definition(self, exchange: Exchange, form: str, code: str) -> None:
        if form == "json":
            body = {"service_code": code, "attributes": self.questions.get(code, [])}
            exchange.reply(json.dumps(body).encode())
            return
        inner = _xml("attributes", "attribute", self.questions.get(code, []))
        text = f"<service_definition><service_code>{code}</service_code>{inner}"
        exchange.reply(f"{text}</service_definition>".encode())

    def _token(self, exchange: Exchange, form: str, token: str) -> None:
        self.waited[token] = self.waited.get(token, 0) + 1
        row = next((each for each in self.made if each["token"] == token), None)
        if row is None or self.waited[token] < self.ready_after:
            return self._errors(exchange, form, 404, "token not found")
        shown = {"service_request_id": row["service_request_id"], "token": token}
        return self._write(exchange, form, ("service_requests", "request"), [shown])

    def _requests(self, exchange: Exchange, form: str, query: dict[str, str]) -> None:
        ids = query.get("service_request_id", "").split(",")
        assert len(ids) <= 50
        rows = [] if self.hides else self.made
        if query.get("service_request_id"):
            rows = [row for row in self.made if row["service_request_id"] in ids]
        elif "start_date" in query:
            since, until = (
                datetime.fromisoformat(query[key]) for key in ("start_date", "end_date")
            )
            assert since.tzinfo
            rows = [row for row in rows if since <= self.now <= until]
        shown = [{k: v for k, v in row.items() if k != "token"} for row in rows]
        self._write(exchange, form, ("service_requests", "request"), shown)

    def _errors(self, exchange: Exchange, form: str, status: int, said: str) -> None:
        rows = [{"code": status, "description": said}]
        self._write(exchange, form, ("errors", "error"), rows, status)

    def _write(
        self,
        exchange: Exchange,
        form: str,
        names: tuple[str, str],
        rows: list[Row],
        status: int = 200,
    ) -> None:
        top, each = names
        if form == "xml":
            body = '<?xml version="1.0" encoding="utf-8"?>\n' + _xml(top, each, rows)
        else:
            body = json.dumps(rows)
        if self.numbers and form == "json":
            for row in rows:
                for value in (row.get("service_code"), row.get("service_request_id")):
                    if value:
                        body = body.replace(f'"{value}"', str(value))
        exchange.reply(body.encode(), status, self.headers)


def _xml(top: str, each: str, rows: list[Row]) -> str:
    inner = "".join(f"<{each}>{''.join(map(_element, row.items()))}</{each}>" for row in rows)
    return f"<{top}>{inner}</{top}>"


def _element(pair: tuple[str, Any]) -> str:
    name, value = pair
    if value is None:
        return f"<{name}/>"
    if isinstance(value, list):
        return _xml(name, name.removesuffix("s"), value)
    return f"<{name}>{escape(str(value))}</{name}>"
