"""The settings of the page: where it is served, under which name, who is let in."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pydantic import Field, ValidationInfo, field_validator

from pipeline.settings_part import Part
from vigie.actor import ROLES

_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


class OidcSettings(Part):
    """The town's own accounts, by OpenID Connect; off without `issuer`.

    `roles` and `towns` go by the values of `groups_claim`: what a group may do here, and whose
    towns it sees ("*" for all). Someone of no such group is not let in.
    """

    issuer: str = Field(default="", max_length=500)
    client_id: str = Field(default="", max_length=200)
    client_secret_file: Path | None = None
    label: str = Field(default="", max_length=60)
    scopes: tuple[str, ...] = ("openid", "profile")
    name_claim: str = "preferred_username"
    groups_claim: str = "groups"
    roles: dict[str, str] = Field(default_factory=dict)
    towns: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @field_validator("issuer")
    @classmethod
    def _address(cls, issuer: str) -> str:
        return issuer if not issuer else _https(issuer)

    @field_validator("client_id")
    @classmethod
    def _named(cls, client: str, info: ValidationInfo) -> str:
        if info.data.get("issuer") and not client:
            raise ValueError("il le faut avec « issuer » | needed with `issuer`")
        return client

    @field_validator("roles")
    @classmethod
    def _known(cls, roles: dict[str, str]) -> dict[str, str]:
        unknown = sorted(set(roles.values()) - set(ROLES))
        if unknown:
            listed = ", ".join(ROLES)
            raise ValueError(
                f"{', '.join(unknown)} : au choix, {listed}"
                f" | {', '.join(unknown)}: choose among {listed}"
            )
        return roles


class WebSettings(Part):
    """The page. It is served on this machine only, or behind a proxy that speaks TLS.

    `accounts` is false only in the demonstration, which lets in whoever is on this machine.
    `in_container` is for a container whose port is published on the host's loopback: inside,
    the page must then listen on every address of the container. The word of a proxy on where a
    request comes from is taken from those of `behind_proxy` alone.
    """

    accounts: bool = True
    public_url: str = Field(default="", max_length=500)
    host: str = Field(default="127.0.0.1", validate_default=True)
    port: int = Field(default=8311, ge=0, le=65535)
    in_container: bool = False
    behind_proxy: tuple[str, ...] = ()
    idle_minutes: int = Field(default=120, ge=5, le=24 * 60)
    session_hours: int = Field(default=12, ge=1, le=24 * 7)
    oidc: OidcSettings = OidcSettings()

    @field_validator("public_url")
    @classmethod
    def _address(cls, url: str, info: ValidationInfo) -> str:
        _with_accounts(info, asked=bool(url))
        url = _https(url).rstrip("/") if url else url
        if urlsplit(url).path:
            raise ValueError("sans chemin | without a path")
        return url

    @field_validator("host")
    @classmethod
    def _reachable(cls, host: str, info: ValidationInfo) -> str:
        if host in _LOOPBACK:
            return host
        _with_accounts(info, asked=True)
        try:
            ipaddress.ip_address(host)
        except ValueError:
            raise ValueError("une adresse de cette machine | an address of this machine") from None
        if not info.data.get("public_url"):
            raise ValueError(
                "au-delà de cette machine, « public_url » dit sous quel nom en https"
                " | beyond this machine, `public_url` says under which https name"
            )
        return host

    @field_validator("in_container")
    @classmethod
    def _contained(cls, inside: bool, info: ValidationInfo) -> bool:  # noqa: FBT001 - pydantic's
        _with_accounts(info, asked=inside)
        return inside

    @field_validator("behind_proxy")
    @classmethod
    def _proxies(cls, proxies: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        _with_accounts(info, asked=bool(proxies))
        for proxy in proxies:
            try:
                precise = ipaddress.ip_network(proxy).prefixlen > 0
            except ValueError:
                precise = False
            if not precise:
                raise ValueError(
                    f"{proxy} : une adresse ou un réseau précis est attendu"
                    f" | {proxy}: a precise address or network is expected"
                )
        return proxies

    @property
    def listens_on(self) -> str:
        """The address that the page's socket is bound to."""
        return "0.0.0.0" if self.in_container else self.host  # noqa: S104 - see in_container

    @property
    def address(self) -> str:
        """The site's address, without a final slash, as it is given to people."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"


def _with_accounts(info: ValidationInfo, *, asked: bool) -> None:
    if asked and not info.data.get("accounts", True):
        raise ValueError(
            "sans comptes, la page ne sert que sur cette machine"
            " | without accounts, the page is for this machine only"
        )


def _https(url: str) -> str:
    """Return the address of a site, or of an issuer: https, or http on this machine.

    Raises:
        ValueError: it is not one.
    """
    parts = urlsplit(url)
    bare = not (parts.username or parts.password or parts.query or parts.fragment)
    schemes = ("https", "http") if parts.hostname in _LOOPBACK else ("https",)
    if not parts.hostname or not bare or parts.scheme not in schemes:
        raise ValueError(
            "une adresse en https://, sans compte ni paramètre"
            " | an https:// address, without account or parameter"
        )
    return url
