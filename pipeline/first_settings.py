"""Writes the first `vigie.toml` of an installation, commented in its language."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.secrets_file import make_key
from pipeline.settings import FILE_NAME
from vigie.errors import ConfigurationError
from vigie.say import Say

_FRENCH = """\
# Réglages de Vigie. Une clé inconnue est une erreur, jamais ignorée : « vigie doctor » le dit.
language = "fr"
towns = [{town}]

# Qui vous joindre si votre lecture gêne un site : ce contact accompagne chaque requête.
[network]
contact = {contact}

# La page. « vigie account add NOM --role admin » crée le premier compte. Elle n’écoute que sur
# cette machine ; pour vos collègues, un mandataire TLS se tient devant (docs/accounts.md) :
#   public_url = "https://vigie.ville.example"
[web]
port = 8311

# Combien de jours garder ce qui est lu. Une règle plus courte l’emporte :
#   [[retention.rules]]
#   field = "route"
#   value = "monitor"
#   days = 90
[retention]
days = 365

# Les sources. « vigie source preview ADRESSE » montre ce qu’une adresse apporterait ;
# « vigie source add ADRESSE --name "Nom" » l’ajoute ici.
#   [[source]]
#   kind = "feed"
#   name = "Le journal local"
#   url = "https://…"

# Un dossier où déposer des fichiers CSV ou JSONL : ils sont lus, puis rangés dans « lus ».
[[source]]
kind = "drop_folder"
name = "Dossier de dépôt"
folder = "depot"

# Les alertes : où les livrer (le secret est dans un fichier, jamais ici), et quand.
#   [[target]]
#   kind = "webhook"
#   name = "équipe"
#   url = "https://…"
#   secret_file = "secrets/webhook.secret"
#
#   [[rule]]
#   name = "urgence"
#   when.emergency = true
#   severity = "urgent"
"""

_ENGLISH = """\
# Vigie's settings. An unknown key is an error, never ignored: `vigie doctor` tells.
language = "en"
towns = [{town}]

# Whom to reach if our reading bothers a site: this contact goes with every request.
[network]
contact = {contact}

# The page. `vigie account add NAME --role admin` makes the first account. It listens on this
# machine only; for your colleagues a proxy that speaks TLS stands before it (docs/accounts.md):
#   public_url = "https://vigie.town.example"
[web]
port = 8311

# How many days to keep what is read. A shorter rule wins:
#   [[retention.rules]]
#   field = "route"
#   value = "monitor"
#   days = 90
[retention]
days = 365

# The sources. `vigie source preview ADDRESS` shows what an address would bring;
# `vigie source add ADDRESS --name "Name"` adds it here.
#   [[source]]
#   kind = "feed"
#   name = "The local paper"
#   url = "https://…"

# A folder in which to drop CSV or JSONL files: they are read, then put away in "lus".
[[source]]
kind = "drop_folder"
name = "Drop folder"
folder = "depot"

# Alerts: where to deliver them (the secret is in a file, never here), and when.
#   [[target]]
#   kind = "webhook"
#   name = "team"
#   url = "https://…"
#   secret_file = "secrets/webhook.secret"
#
#   [[rule]]
#   name = "emergency"
#   when.emergency = true
#   severity = "urgent"
"""


def make_home(home: Path, *, town: str, contact: str, language: str) -> Path:
    """Make an installation in `home` and return its settings file.

    Raises:
        ConfigurationError: there is one already; nothing is touched.
    """
    path = home / FILE_NAME
    if path.exists():
        raise ConfigurationError([_already(path)])
    home.mkdir(mode=0o750, parents=True, exist_ok=True)
    (home / "depot").mkdir(exist_ok=True)
    make_key(home)
    text = _ENGLISH if language == "en" else _FRENCH
    path.write_text(text.format(town=quoted(town), contact=quoted(contact)), encoding="utf-8")
    return path


def quoted(value: str) -> str:
    """Return a TOML basic string; JSON's escapes are a subset of TOML's."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _already(path: Path) -> Say:
    return Say(
        f"{path} existe déjà : rien n’a été touché. Choisissez un autre dossier.",
        f"{path} exists already: nothing was touched. Choose another folder.",
    )
