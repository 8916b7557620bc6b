from __future__ import annotations

import re
from importlib.metadata import entry_points
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message
from msgspec.structs import replace

from tests.desk.examples import MONDAY, TOWN
from vigie.labels import ROUTES, VOCABULARIES
from webapp import catalogue
from webapp.reader import Reader
from webapp.site import HERE

TEMPLATES = sorted((HERE / "templates").glob("*.html"))
SOURCES = [*TEMPLATES, *sorted(HERE.rglob("*.py"))]
WRITTEN = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
QUOTED = WRITTEN.replace('"', "'")


def _messages(locale: str) -> dict[str, Message]:
    read = catalogue.read(locale)
    ids = {message.id[0] if message.pluralizable else message.id: message for message in read}
    return {key: message for key, message in ids.items() if key}


def words(message: Message) -> tuple[str, ...]:
    string = message.string
    return (string,) if isinstance(string, str) else tuple(string)


FRENCH, ENGLISH, BELGIAN = (_messages(locale) for locale in ("fr", "en", "fr_BE"))

# A key as written: whole, or a beginning that a value completes ('field.' ~ x, f"view.{x}").
_LITERAL = re.compile(r"""["']([a-z][a-z_0-9]*(?:\.[a-z0-9_]+)+)["']""")
_STEM = re.compile(r"""["']([a-z][a-z_.]*\.)(?:["'] ?~|\{|%d)""")
_KINDS = {
    *("language", "state", "kind", "outcome", "delivery", "severity", "article", "act", "way"),
}


def stems() -> set[str]:
    return {*_STEM.findall(WRITTEN), *(f"{kind}." for kind in _KINDS)}


def test_every_key_that_a_template_uses_is_in_the_catalogue() -> None:
    said = re.findall(r"say\(\s*['\"]([a-z0-9_.]+)['\"]\s*[,)]", WRITTEN)
    counted = re.findall(r"\.count\(\s*['\"]([a-z0-9_.]+)['\"]", WRITTEN)
    assert said
    assert {*said, *counted} <= set(FRENCH)


def test_what_is_counted_has_its_plural_and_nothing_else_has() -> None:
    counted = set(re.findall(r"\.count\(\s*['\"]([a-z0-9_.]+)['\"]", WRITTEN))
    said = set(re.findall(r"say\(\s*['\"]([a-z0-9_.]+)['\"]\s*[,)]", WRITTEN))
    plurals = {key for key, message in FRENCH.items() if message.pluralizable}
    assert counted <= plurals
    assert not said & plurals


def test_every_sentence_of_the_catalogue_is_used() -> None:
    written = set(_LITERAL.findall(WRITTEN)) | {"colon", "skip", "check", "filters"}
    beginnings = tuple(stems())

    def used(key: str) -> bool:
        return key in written or key.startswith(beginnings) or f"'{key}'" in QUOTED

    assert [key for key in FRENCH if not used(key)] == []


def test_no_sentence_is_left_untranslated() -> None:
    assert FRENCH.keys() == ENGLISH.keys()
    for messages in (FRENCH, ENGLISH, BELGIAN):
        assert [key for key, message in messages.items() if not all(words(message))] == []
        assert [key for key, message in messages.items() if message.fuzzy] == []


def test_belgian_usage_says_otherwise_only_what_it_says_otherwise() -> None:
    labels = {f"label.{name}.{value}" for name, values in VOCABULARIES.items() for value in values}
    assert BELGIAN.keys() <= FRENCH.keys() | labels
    both = BELGIAN.keys() & FRENCH.keys()
    assert [key for key in both if words(BELGIAN[key]) == words(FRENCH[key])] == []


@pytest.mark.parametrize("key", FRENCH)
def test_every_language_has_the_same_values_in_a_sentence(key: str) -> None:
    sentences = [
        sentence
        for messages in (FRENCH, ENGLISH, BELGIAN)
        if key in messages
        for sentence in words(messages[key])
    ]
    names = [{name for _, name, *_ in Formatter().parse(text) if name} for text in sentences]
    # « une mention » may leave out the figure that « 42 mentions » holds.
    allowed = set().union(*names)
    assert all(each == allowed or (FRENCH[key].pluralizable and each <= allowed) for each in names)


@pytest.mark.parametrize("key", FRENCH)
def test_apostrophes_and_quotes_are_typographic(key: str) -> None:
    for text in (*words(FRENCH[key]), *words(ENGLISH[key])):
        assert "'" not in text
        assert '"' not in text
    assert "“" not in "".join(words(FRENCH[key]))


def test_a_town_of_belgium_is_spoken_to_in_its_usage() -> None:
    belgian = Reader("fr", MONDAY, [replace(TOWN, usage="belgium")])
    assert belgian.say("kind.mailbox") == "boîte mail"
    assert belgian.say("nav.alerts") == "Alertes"
    assert Reader("fr", MONDAY, [TOWN]).say("kind.mailbox") == "boîte de courriel"
    assert Reader("en", MONDAY, [replace(TOWN, usage="belgium")]).locale == "en"


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("fr", 0, "0 mention"),
        ("fr", 1, "1 mention"),
        ("fr", 2, "2 mentions"),
        ("en", 0, "0 mentions"),
        ("en", 1, "1 mention"),
        ("en", 1234, "1,234 mentions"),
    ],
)
def test_a_number_takes_the_form_of_its_language(language: str, number: int, said: str) -> None:
    assert Reader(language, MONDAY, [TOWN]).count("mentions", number) == said


def test_every_kind_of_source_has_its_name() -> None:
    kinds = {point.name for point in entry_points(group="vigie.connectors")}
    assert {f"kind.{kind}" for kind in kinds} <= set(FRENCH)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_sentence_no_script_and_no_other_host(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert re.findall("<script", source) == re.findall('<script(?= src="/static/[a-z]+.js)', source)
    assert re.findall("</script>", source) == re.findall("(?<=defer>)</script>", source)
    assert "://" not in source
    assert "|safe" not in source
    assert not re.search(r"\son[a-z]+=", source)
    assert not re.search(r"\sstyle=", source)
    bare = re.sub(r"\{[{%#].*?[}%#]\}", "", source, flags=re.DOTALL)
    words = re.sub(r"<[^>]*>", "", bare)
    assert not re.search(r"[A-Za-zÀ-ÿ]{2,}", words)


CSS = (HERE / "static" / "vigie.css").read_text(encoding="utf-8")


def test_the_style_sheet_asks_nothing_of_another_host() -> None:
    assert "://" not in CSS
    assert "@import" not in CSS
    assert "url(" not in CSS


def test_every_route_has_its_colour() -> None:
    for route in ROUTES:
        assert f".route-{route}" in CSS
        assert f".edge-{route}" in CSS


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _schemes() -> list[dict[str, str]]:
    blocks = re.findall(r":root \{(.*?)\n\s*\}", CSS, re.DOTALL)
    light, dark = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block)) for block in blocks)
    return [light, {**light, **dark}]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_text_colour_is_legible_on_every_ground(scheme: int) -> None:
    """WCAG 2.2, success criterion 1.4.3: 4.5 to 1."""
    colours = _schemes()[scheme]
    inks = "ink soft accent late good emergency media moderate front refer reply monitor focus"
    for ink in inks.split():
        for ground in ("paper", "sheet"):
            light, dark = sorted((_luminance(colours[ink]), _luminance(colours[ground])))[::-1]
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)
    for ink, ground in (
        *(("ink", ground) for ground in ("mark", "reason", "late-soft", "accent-soft")),
        ("accent", "accent-soft"),
        ("sheet", "accent"),
        ("sheet", "emergency"),
    ):
        light, dark = sorted((_luminance(colours[ink]), _luminance(colours[ground])))[::-1]
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)
