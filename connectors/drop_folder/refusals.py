"""What is said of a file that a drop folder refuses whole."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

from connectors.drop_folder.look import Lying
from connectors.table.reader import shown_name
from vigie.dead_letter import DeadLetter
from vigie.say import Say


def refusal_letter(source: str, file: Lying, why: str, at: datetime) -> DeadLetter:
    """Return the dead letter of a file; its bytes stay in the file itself."""
    about = f"{source}\n{file.size}\n{file.modified}\n{why}\n".encode() + os.fsencode(file.name)
    return DeadLetter(
        id=blake2b(about, digest_size=16).hexdigest(),
        stage="import",
        source=source,
        where=shown_name(Path(file.name)),
        why=why,
        at=at,
    )


def unknown_ending(path: Path, endings: Sequence[str]) -> Say:
    """Say that this kind of file is not read."""
    ending = shown_name(Path(path.suffix[:20] or path.name))
    listed = ", ".join(endings)
    return Say(
        f"« {ending} » n’est pas un genre de fichier lu ici ; au choix : {listed}."
        " Dans un tableur, choisissez « Enregistrer sous », puis « CSV UTF-8 ».",
        f"“{ending}” is no kind of file read here; choose among: {listed}."
        " In a spreadsheet, choose Save As, then CSV UTF-8.",
    )


def forbidden() -> Say:
    """Say that a file's permissions keep it from being read."""
    return Say(
        "le fichier ne peut pas être lu ; vérifiez ses permissions.",
        "the file may not be read; check its permissions.",
    )
