"""A socket that listens, or the sentence that says why it cannot."""

from __future__ import annotations

import socket

from vigie.errors import ConfigurationError
from vigie.say import Say


def bound_socket(host: str, port: int) -> socket.socket:
    """Return a TCP socket that listens on `host`; port 0 takes any free one.

    Raises:
        ConfigurationError: the port is taken, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        raise ConfigurationError(
            [
                Say(
                    f"impossible d’écouter sur {host}, port {port} ; choisissez un autre port.",
                    f"cannot listen on {host}, port {port}; choose another port.",
                )
            ]
        ) from error
