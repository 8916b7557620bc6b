"""A certificate authority and a server's certificate for the loopback, made by `openssl`."""

from __future__ import annotations

import shutil
from pathlib import Path

from deploy.dev_stack.processes import run
from vigie.errors import ConfigurationError
from vigie.say import Say

_EXTENSIONS = """\
subjectAltName = IP:127.0.0.1,DNS:localhost
keyUsage = critical,digitalSignature,keyEncipherment
extendedKeyUsage = serverAuth
basicConstraints = CA:FALSE
authorityKeyIdentifier = keyid
"""
_DAYS = "2"


def create(folder: Path) -> Path:
    """Make `ca.pem` (what a client trusts), `server.pem`, `server.key` and both in one file.

    Valid for two days; the authority's own key is deleted. Returns `folder`, which must exist.

    Raises:
        ConfigurationError: `openssl` is missing or failed.
    """
    program = shutil.which("openssl")
    if program is None:
        problem = Say(
            fr="Il faut openssl (`apt install openssl`) pour les certificats d'essai.",
            en="openssl is needed (`apt install openssl`) for the test certificates.",
        )
        raise ConfigurationError([problem])
    request, extensions = folder / "server.csr", folder / "extensions.cnf"
    authority, signing = folder / "ca.pem", folder / "ca.key"
    certificate, key = folder / "server.pem", folder / "server.key"
    extensions.write_text(_EXTENSIONS)
    new = [program, "req", "-newkey", "rsa:2048", "-nodes", "-subj"]
    run([*new, "/CN=Vigie dev stack", "-x509", *_files(authority, signing), "-days", _DAYS])
    run([*new, "/CN=127.0.0.1", *_files(request, key)])
    sign = [program, "x509", "-req", "-in", str(request), "-CA", str(authority)]
    sign += ["-CAkey", str(signing), "-CAcreateserial", "-out", str(certificate)]
    run([*sign, "-days", _DAYS, "-extfile", str(extensions)])
    (folder / "server-with-key.pem").write_text(key.read_text() + certificate.read_text())
    for path in (request, extensions, signing, *folder.glob("*.srl")):
        path.unlink()
    return folder


def _files(out: Path, key: Path) -> list[str]:
    return ["-out", str(out), "-keyout", str(key)]
