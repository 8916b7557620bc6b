from __future__ import annotations

import re
from importlib.metadata import entry_points
from pathlib import Path
from string import Formatter

import pytest

from vigie.labels import ROUTES
from webapp.site import HERE
from webapp.texts import LANGUAGES, TEXTS

TEMPLATES = sorted((HERE / "templates").glob("*.html"))
SOURCES = [*TEMPLATES, *(p for p in sorted(HERE.rglob("*.py")) if not p.name.endswith("texts.py"))]
WRITTEN = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)

# A key as written: whole, or a beginning that a value completes ('field.' ~ x, f"view.{x}").
_LITERAL = re.compile(r"""["']([a-z][a-z_0-9]*(?:\.[a-z0-9_]+)+)["']""")
_STEM = re.compile(r"""["']([a-z][a-z_.]*\.)(?:["'] ?~|\{|%d)""")
_KINDS = {"state", "kind", "outcome", "delivery", "severity", "article", "act", "way"}


def stems() -> set[str]:
    return {*_STEM.findall(WRITTEN), *(f"{kind}." for kind in _KINDS)}


def test_every_key_that_a_template_uses_is_in_the_catalogue() -> None:
    said = re.findall(r"say\(\s*['\"]([a-z0-9_.]+)['\"]\s*[,)]", WRITTEN)
    counted = re.findall(r"\.count\(\s*['\"]([a-z0-9_.]+)['\"]", WRITTEN)
    wanted = {*said, *(f"{key}.{number}" for key in counted for number in ("one", "many"))}
    assert wanted
    assert wanted <= set(TEXTS)


def test_every_sentence_of_the_catalogue_is_used() -> None:
    written = set(_LITERAL.findall(WRITTEN)) | {"colon", "skip", "check", "filters"}
    beginnings = tuple(stems())

    def used(key: str) -> bool:
        plain = key.removesuffix(".one").removesuffix(".many")
        return (
            key in written
            or plain in written
            or key.startswith(beginnings)
            or f"'{plain}'" in (WRITTEN.replace('"', "'"))
        )

    assert [key for key in TEXTS if not used(key)] == []


@pytest.mark.parametrize("key", TEXTS)
def test_both_languages_are_there_with_the_same_values_in_them(key: str) -> None:
    say = TEXTS[key]
    assert say.fr.strip()
    assert say.en.strip()
    french, english = (
        {name for _, name, *_ in Formatter().parse(text) if name} for text in (say.fr, say.en)
    )
    assert french == english


@pytest.mark.parametrize("key", TEXTS)
def test_apostrophes_and_quotes_are_typographic(key: str) -> None:
    for text in (TEXTS[key].fr, TEXTS[key].en):
        assert "'" not in text
        assert '"' not in text
    assert "“" not in TEXTS[key].fr


def test_every_kind_of_source_has_its_name() -> None:
    kinds = {point.name for point in entry_points(group="vigie.connectors")}
    assert {f"kind.{kind}" for kind in kinds} <= set(TEXTS)


def test_languages_are_named_in_both() -> None:
    assert {"fr", "en", "und"} <= set(LANGUAGES)
    assert all(say.fr and say.en for say in LANGUAGES.values())


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
