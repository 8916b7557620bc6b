"""What `vigie doctor` tells of the sources that are called: where, or that nobody can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from connectors.recognition.credentials_needed import awaits_calls
from pipeline.finding import Finding, bad, well
from pipeline.installation import Source
from pipeline.settings_inbound import InboundSettings
from pipeline.trying_source import Trial
from vigie.source_contracts import Receiver


def call_findings(
    tried: Sequence[tuple[Source, Trial]], inbound: InboundSettings
) -> Iterator[Finding]:
    """Yield the address at which each source is called; those that are only called need one.

    Args:
        tried: every source, with what it said.
        inbound: the settings of the receiving door.
    """
    polled: list[str] = []
    for source, trial in tried:
        connector, given = source.connector, source.settings
        called = awaits_calls(given.kind, given.own_settings())
        if not isinstance(connector, Receiver) or not called:
            continue
        if inbound.public_url:
            yield _called(connector.name, f"{inbound.public_url}/inbound/{connector.inbox}")
        elif trial.state != "working":
            continue  # why is told already
        elif _is_only_called(trial):
            yield _unheard(connector.name, connector.inbox, inbound)
        else:
            polled.append(connector.name)
    if polled:
        yield _polled(polled)


def _is_only_called(trial: Trial) -> bool:
    """Tell whether a source asks nothing of anyone: what it brings, others bring it."""
    return not trial.asked and all(page.next_at is None for page in trial.pages)


def _called(name: str, address: str) -> Finding:
    return well(
        f"Source « {name} » : peut être appelée à {address}",
        f"Source “{name}”: can be called at {address}",
    )


def _unheard(name: str, inbox: str, inbound: InboundSettings) -> Finding:
    here = f"http://{inbound.host}:{inbound.port}/inbound/{inbox}"
    return bad(
        f"Source « {name} » : rien n’écoute hors de cette machine ; donnez [inbound] public_url,"
        f" l’adresse de votre mandataire (sur cette machine seule : {here}).",
        f"Source “{name}”: nothing listens outside this machine; give [inbound] public_url, the"
        f" address of your proxy (on this machine alone: {here}).",
    )


def _polled(names: Sequence[str]) -> Finding:
    listed = ", ".join(names)
    return well(
        f"[inbound] public_url est vide : rien n’écoute les appels ; relues à intervalles :"
        f" {listed}.",
        f"[inbound] public_url is empty: nothing listens for calls; polled instead: {listed}.",
    )
