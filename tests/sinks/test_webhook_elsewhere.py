"""Signatures verified by a program of another language, and certificates that are no good."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import HTTPServer
from pathlib import Path

import pytest

from tests.pipeline.outboxes import an_alert
from tests.pipeline.ways_out import way_out
from tests.servers import Exchange, LocalServer
from tests.sinks.certificates import make_certificate, make_expired_certificate
from tests.sinks.test_webhook import NEW, OLD, target
from vigie.errors import Refused, Unavailable

VERIFIER = Path(__file__).parent / "verifier" / "Verify.java"


def verified_in_java(secret: str, headers: dict[str, str], body: bytes) -> str:
    """Ask Java's own HMAC and Base64; the JDK is there for the development stack."""
    java = shutil.which("java")
    if java is None:
        pytest.skip("no JDK")
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    ran = subprocess.run(
        [java, "-Xshare:auto", "-XX:TieredStopAtLevel=1", str(VERIFIER), secret]
        + [headers[name] for name in names],
        input=body,
        capture_output=True,
        check=True,
        timeout=60,
    )
    return ran.stdout.decode().strip()


async def test_a_verifier_in_java_accepts_both_secrets_and_no_other_body(
    server: LocalServer, tmp_path: Path
) -> None:
    url = server.serve("/", "")
    async with way_out(server.url) as out:
        await target(out, tmp_path, url, NEW, OLD).deliver(an_alert(title="Éclat « é » \U0001f6a8"))
    (got,) = server.received
    for secret in (NEW, OLD):
        assert verified_in_java(secret, got.headers, got.body) == "verified"
    assert verified_in_java(NEW, got.headers, got.body.replace(b"911", b"912")) == "refused"
    third = "whsec_" + "A" * 40
    assert verified_in_java(third, got.headers, got.body) == "refused"


@contextmanager
def https(certificate: Path, key: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    httpd = HTTPServer(("127.0.0.1", 0), Exchange)
    httpd.owner = LocalServer("")  # type: ignore[attr-defined]
    httpd.handle_error = lambda *_: None  # type: ignore[method-assign]
    httpd.owner.serve("/", "")  # type: ignore[attr-defined]
    httpd.socket = context.wrap_socket(httpd.socket, server_side=True)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield httpd.server_address[1]
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


async def at_home(_host: str, _port: int) -> Sequence[str]:
    return ["127.0.0.1"]


@pytest.mark.parametrize("fault", ["none", "expired", "another's"])
async def test_an_alert_leaves_only_under_a_certificate_in_force(
    tmp_path: Path, fault: str
) -> None:
    host = "autre.example" if fault == "another's" else "outil.example"
    make = make_expired_certificate if fault == "expired" else make_certificate
    made, key = make(tmp_path, host)
    trust = ssl.create_default_context(cafile=str(made))
    settings = {"allowed_hosts": ["outil.example"], "resolve": at_home, "trust": trust}
    with https(made, key) as port:
        async with way_out(**settings) as out:
            made_target = target(out, tmp_path, f"https://outil.example:{port}/")
            if fault == "none":
                await made_target.deliver(an_alert())
                return
            with pytest.raises(Unavailable, match="chiffrée") as error:
                await made_target.deliver(an_alert())
    assert not isinstance(error.value, Refused)


async def test_a_name_that_turns_private_between_two_attempts_is_refused(
    server: LocalServer, tmp_path: Path
) -> None:
    answers = [["127.0.0.1"], ["10.0.0.7"], ["169.254.169.254"]]

    async def names(_host: str, _port: int) -> Sequence[str]:
        return answers.pop(0)

    async with way_out(resolve=names) as out:
        made = target(out, tmp_path, "https://outil.example/")
        for _ in range(3):
            with pytest.raises(Refused) as error:
                await made.deliver(an_alert())
            assert error.value.final
    assert answers == []
