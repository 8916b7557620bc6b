"""Certificates made for a test, sound or expired."""

from __future__ import annotations

import subprocess
from pathlib import Path

_CA = """
[ca]
default_ca = own
[own]
database = {folder}/index.txt
serial = {folder}/serial
new_certs_dir = {folder}
default_md = sha256
policy = any
x509_extensions = names
[any]
commonName = supplied
[names]
subjectAltName = DNS:{host}
"""


def make_certificate(folder: Path, host: str) -> tuple[Path, Path]:
    """Make a certificate of `host` signed by itself, and its key."""
    made, key = folder / f"{host}.pem", folder / f"{host}.key"
    _openssl(folder, f"req -x509 {_key(key)} {_names(host)} -days 2 -out {made}")
    return made, key


def make_expired_certificate(folder: Path, host: str) -> tuple[Path, Path]:
    """Make a certificate of `host` that ended years ago, and its key."""
    made, key, asked = folder / "expired.pem", folder / "expired.key", folder / "asked.pem"
    (folder / "index.txt").touch()
    (folder / "serial").write_text("01\n")
    (folder / "ca.cnf").write_text(_CA.format(folder=folder, host=host))
    _openssl(folder, f"req -new {_key(key)} -subj /CN={host} -out {asked}")
    dates = "-startdate 20200101000000Z -enddate 20200201000000Z"
    files = f"-config {folder}/ca.cnf -keyfile {key} -in {asked} -out {made}"
    _openssl(folder, f"ca -batch -notext -selfsign {dates} {files}")
    return made, key


def _key(path: Path) -> str:
    return f"-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout {path}"


def _names(host: str) -> str:
    return f"-subj /CN={host} -addext subjectAltName=DNS:{host}"


def _openssl(folder: Path, command: str) -> None:
    subprocess.run(["openssl", *command.split()], check=True, capture_output=True, cwd=folder)
