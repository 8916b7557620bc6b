"""A file to keep, as an answer."""

from __future__ import annotations

from starlette.responses import Response


def download(body: bytes, kind: str, name: str) -> Response:
    """Return a file to be saved.

    Args:
        body: its bytes.
        kind: its media type.
        name: of our own ASCII letters and digits: nothing that was typed is in it.
    """
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=kind, headers=headers)


def csv_download(body: bytes, name: str) -> Response:
    """Return a CSV to be saved; see `download`."""
    return download(body, "text/csv; charset=utf-8", name)
