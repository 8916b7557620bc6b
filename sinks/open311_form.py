"""A case as the fields of a GeoReport v2 request: a place, a description, the service's answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sinks.open311_answers import Attribute
from vigie.case import CaseMessage
from vigie.case_contracts import Held
from vigie.say import Say

#: An answer to each attribute's question, by its code; several for a list of which many may go.
Given = Mapping[str, str | Sequence[str]]


def fields(
    said: CaseMessage,
    service: str,
    given: Given,
    asked: Sequence[Attribute],
) -> list[tuple[str, str]]:
    """Return the fields of a request. There is no name, address of a person, phone or e-mail.

    Args:
        said: the case.
        service: the town's code for its category.
        given: the settings' answers by attribute; `{reference}`, `{place}`, `{excerpt}`,
            `{category}` stand for the case's own.
        asked: the service's questions; what it does not ask is not told.
    """
    found = [("service_code", service)]
    if said.point:
        # Six decimals are eleven centimetres; more would be noise.
        found += [("lat", f"{said.point.lat:.6f}"), ("long", f"{said.point.lon:.6f}")]
    if said.address:
        found.append(("address_string", said.address))
    found.append(("description", said.text))
    for attribute in asked:
        value = given.get(attribute.code)
        if value is None or not attribute.variable:
            continue
        many = [value] if isinstance(value, str) else value
        name = f"attribute[{attribute.code}]"
        if attribute.datatype == "multivaluelist":
            name += "[]"
        found += [(name, _filled(each, said)) for each in many]
    return found


def obstacle(said: CaseMessage, given: Given, asked: Sequence[Attribute]) -> Held | None:
    """Return what a person must give before the case can leave, None when nothing lacks."""
    if not said.point and not said.address:
        return Held(_NO_PLACE)
    lacking = [a for a in asked if a.required and a.variable and not given.get(a.code)]
    if lacking:
        return Held(_lacking(lacking))
    wrong = [a for a in asked if a.values and a.code in given and not _listed(a, given[a.code])]
    return Held(_wrong(wrong)) if wrong else None


def _filled(text: str, said: CaseMessage) -> str:
    own = {
        "{reference}": said.reference,
        "{place}": said.address or "",
        "{excerpt}": said.excerpt,
        "{category}": said.title,
    }
    return own.get(text.strip(), text)


def _listed(attribute: Attribute, value: str | Sequence[str]) -> bool:
    return all(each in attribute.values for each in ([value] if isinstance(value, str) else value))


_NO_PLACE = Say(
    "Aucune publication ne dit où : précisez le lieu au guichet vous-même, ou corrigez le lieu.",
    "No post says where: give the place to the front door yourself, or correct the place.",
)


def _lacking(lacking: Sequence[Attribute]) -> Say:
    names = ", ".join(f"{a.code} ({a.description})" if a.description else a.code for a in lacking)
    return Say(
        f"Le service demande une réponse à {names} : ajoutez-la sous [handoff.attributes].",
        f"The service wants an answer to {names}: add it under [handoff.attributes].",
    )


def _wrong(wrong: Sequence[Attribute]) -> Say:
    told = "; ".join(f"{a.code} ({', '.join(list(a.values)[:10])})" for a in wrong)
    return Say(
        f"[handoff.attributes] : la réponse n’est pas dans la liste du service : {told}.",
        f"[handoff.attributes]: the answer is not in the service’s list: {told}.",
    )
