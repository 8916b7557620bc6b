"""deploy/container/setup.sh really makes certificates and secrets, and mends what is missing."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import stat
import subprocess
import threading
from pathlib import Path

import pytest

from pipeline.secrets_file import read_key, read_secret
from tests.deploy.composition import DEPLOY, SERVICES, VIGIE

SCRIPT = DEPLOY / "container" / "setup.sh"


class Setup:
    """The script, on volumes of its own."""

    def __init__(self, folder: Path) -> None:
        self.volumes = folder / "volumes"
        share = folder / "share"
        shutil.copytree(DEPLOY / "container", share)
        shutil.copytree(DEPLOY / "example" / "depot", share / "depot")
        self.env = {
            **os.environ,
            "VIGIE_VOLUMES": str(self.volumes),
            "VIGIE_SHARE": str(share),
        }

    def run(self, *words: str, given: str = "") -> str:
        done = subprocess.run(
            ["sh", SCRIPT, *words],
            env=self.env,
            input=given,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def kept(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.volumes)): path.read_bytes()
            for path in self.volumes.rglob("*")
            if path.is_file()
        }


@pytest.fixture
def setup(tmp_path: Path) -> Setup:
    return Setup(tmp_path)


def test_a_second_start_changes_nothing(setup: Setup) -> None:
    setup.run()
    first = setup.kept()
    setup.run()
    assert setup.kept() == first


def test_every_file_that_the_services_name_is_there(setup: Setup) -> None:
    setup.run()
    home = setup.volumes / "home"
    home.mkdir()
    (home / "secrets").symlink_to(setup.volumes / "vigie")
    assert len(read_key(home)) == 32
    for name in VIGIE:
        for key, value in SERVICES[name]["environment"].items():
            if key.endswith("_FILE"):
                assert read_secret(home, Path(value))


def test_only_the_owner_reads_a_secret_and_each_volume_holds_its_own(setup: Setup) -> None:
    setup.run()
    owners = {"kafka": 1000, "elasticsearch": 1000, "kibana": 1000, "vigie": 10001}
    for path in setup.volumes.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
        volume = path.relative_to(setup.volumes).parts[0]
        if os.getuid() == 0 and volume in owners:
            assert path.stat().st_uid == owners[volume]
    kept = setup.kept()
    elastic = kept["accounts/elastic.password"]
    holders = {name.split("/")[0] for name, held in kept.items() if elastic.strip() in held}
    assert holders == {"accounts", "elasticsearch"}
    key = kept["vigie/pseudonym.key"]
    assert {n.split("/")[0] for n, held in kept.items() if held == key} == {"accounts", "vigie"}
    # The authority's own key is nowhere: nobody can make another certificate.
    assert sum(b"PRIVATE KEY" in held for held in kept.values()) == 2


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("elasticsearch", ("elasticsearch/http.crt", "elasticsearch/http.key")),
        ("kafka", ("kafka/kafka.pem", "kafka/kafka.pem")),
    ],
)
def test_a_strict_client_believes_the_certificates(
    setup: Setup, name: str, files: tuple[str, str]
) -> None:
    setup.run()
    certificate, key = (setup.volumes / file for file in files)
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(certificate, key)
    client = ssl.create_default_context(cafile=str(setup.volumes / "vigie" / "ca.pem"))
    # What Python 3.13 asks by default.
    client.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
    ours, theirs = socket.socketpair()

    def answer() -> None:
        with server.wrap_socket(theirs, server_side=True) as answering:
            answering.recv(1)

    thread = threading.Thread(target=answer)
    thread.start()
    with client.wrap_socket(ours, server_hostname=name) as secured:
        assert secured.version() == "TLSv1.3"
        secured.send(b"x")
        thread.join()


def test_passwords_are_renewed_and_the_key_of_the_pseudonyms_is_not(setup: Setup) -> None:
    setup.run()
    before = setup.kept()
    setup.run("renew", "passwords")
    after = setup.kept()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "accounts/kafka.password",
        "accounts/kibana_system.password",
        "accounts/vigie-kibana.password",
        "accounts/vigie-team.password",
        "accounts/vigie.password",
        "kafka/vigie.password",
        "kibana/kibana.yml",
        "vigie/elasticsearch.password",
        "vigie/kafka.password",
        "vigie/kibana.password",
    }


def test_certificates_are_renewed_all_together(setup: Setup) -> None:
    setup.run()
    before = setup.kept()
    setup.run("renew", "certificates")
    after = setup.kept()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        *(f"{user}/ca.pem" for user in ("accounts", "elasticsearch", "kibana", "vigie")),
        "elasticsearch/http.crt",
        "elasticsearch/http.key",
        "kafka/kafka.pem",
    }


def test_a_start_cut_short_is_mended_by_the_next_one(setup: Setup) -> None:
    setup.run()
    (setup.volumes / "accounts" / "ca.pem").unlink()
    (setup.volumes / "kafka" / "vigie.password").unlink()
    setup.run()
    kept = setup.kept()
    assert kept["accounts/ca.pem"] == kept["vigie/ca.pem"] == kept["elasticsearch/ca.pem"]
    assert kept["kafka/vigie.password"] == kept["vigie/kafka.password"]


def test_a_secret_of_the_town_s_own_is_put_among_the_others(setup: Setup) -> None:
    setup.run()
    setup.run("put", "vigie/webhook.secret", given="whsec_abc\n")
    assert setup.kept()["vigie/webhook.secret"] == b"whsec_abc\n"
    with pytest.raises(subprocess.CalledProcessError) as refused:
        setup.run("put", "elsewhere/webhook.secret", given="x")
    assert "no such volume" in refused.value.stderr


def test_the_made_up_posts_are_dropped_once(setup: Setup) -> None:
    setup.run()
    dropped = setup.volumes / "depot" / "exemples-fictifs.csv"
    dropped.unlink()
    setup.run()
    assert not dropped.exists()


def test_the_team_s_password_can_be_read_by_whoever_runs_the_machine(setup: Setup) -> None:
    setup.run()
    assert setup.run("team").encode() == setup.kept()["accounts/vigie-team.password"]


def test_a_misspelt_order_explains_itself_and_touches_nothing(setup: Setup) -> None:
    with pytest.raises(subprocess.CalledProcessError) as refused:
        setup.run("renouveler")
    assert refused.value.returncode == 2
    assert "renew certificates" in refused.value.stderr
    assert not setup.volumes.exists()


def test_the_settings_of_the_servers_name_the_files_that_are_made(setup: Setup) -> None:
    setup.run()
    kept = set(setup.kept())
    for volume, file in (
        ("kafka", "server.properties"),
        ("elasticsearch", "start.sh"),
        ("kibana", "kibana.yml"),
        ("kafka", "start.sh"),
    ):
        text = (setup.volumes / volume / file).read_text("utf-8")
        for line in text.replace("$secrets", "/run/vigie").splitlines():
            for word in line.replace('"', " ").replace("=", " ").replace("]", " ").split():
                if word.startswith("/run/vigie/"):
                    assert f"{volume}/{word.removeprefix('/run/vigie/').rstrip(',)')}" in kept
