"""The door in a real browser: the first account, the log-in, a colleague."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from pipeline.demo.loopback import free_port
from tests.pipeline.installations import make_installation

PICTURES = Path(__file__).parents[1] / "pictures"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PASSWORD = "tuque pamplemousse escalier"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """An installation with accounts, served; its folder and its address."""
    port = free_port()
    home = make_installation(
        tmp_path_factory.mktemp("portes"),
        f'[web]\nport = {port}\n[network]\ncontact = "essai@ville.example"',
    )
    text = (home / "vigie.toml").read_text("utf-8")
    both = text.replace('["trois-rivieres"]', '["trois-rivieres", "namur"]')
    (home / "vigie.toml").write_text(both, "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "--home", str(home), "serve"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address, deadline = f"http://127.0.0.1:{port}", time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
            break
        except urllib.error.HTTPError as refused:
            refused.close()
        except (urllib.error.URLError, ConnectionError):
            pass
        assert time.monotonic() < deadline
        time.sleep(0.2)
    yield home, address
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=20)


def link(home: Path, *words: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "pipeline", "--home", str(home), "account", *words],
        capture_output=True,
        check=True,
        env={**os.environ, "VIGIE_LANG": "fr"},
    )
    return ran.stdout.decode().split()[0]


def looked_at(page: Page, name: str) -> list[str]:
    """Take the page's picture, in light, in dark and on a phone; return what axe finds."""
    PICTURES.mkdir(exist_ok=True)
    wide, found = page.viewport_size, []
    for scheme, width in (("light", 1280), ("dark", 1280), ("light", 390)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=PICTURES / f"{name}-{scheme}-{width}.png", full_page=True)
        if width == 1280:
            found += [
                f"{name} {scheme}: {each['id']}: {each['nodes'][0]['html'][:120]}"
                for each in Axe().run(page, options=RULES).response["violations"]
            ]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size(wide or {"width": 1280, "height": 800})
    return found


@pytest.mark.timeout(240)
def test_the_first_account_comes_in_and_lets_a_colleague_in(
    browser: Browser, site: tuple[Path, str]
) -> None:
    home, address = site
    context = browser.new_context(locale="fr-CA")
    page = context.new_page()
    page.goto(f"{address}/mentions?q=neige")
    expect(page.get_by_text("vigie account add NOM --role admin")).to_be_visible()
    faults = looked_at(page, "connexion-premiere")

    page.goto(link(home, "add", "m.fictive", "--role", "admin", "--display", "Maude Fictive"))
    page.get_by_label("Nouveau mot de passe").fill("motdepasse2026")
    page.get_by_label("Le même, encore une fois").fill("motdepasse2026")
    page.get_by_role("button", name="Garder ce mot de passe").click()
    expect(page.get_by_role("alert")).to_contain_text("trop courant")
    faults += looked_at(page, "bienvenue")
    page.get_by_label("Nouveau mot de passe").fill(PASSWORD)
    page.get_by_label("Le même, encore une fois").fill(PASSWORD)
    page.get_by_role("button", name="Garder ce mot de passe").click()
    expect(page.get_by_role("link", name="m.fictive")).to_be_visible()

    page.get_by_role("link", name="Comptes").click()
    page.get_by_label("Nom de compte").fill("j.fictif")
    page.get_by_label("Nom affiché").last.fill("Jo Fictif")
    page.get_by_label("Toutes, aussi celles à venir").last.uncheck()
    page.get_by_label("Namur").last.check()
    page.get_by_role("button", name="Créer le compte et son lien").click()
    expect(page.get_by_role("heading", name="Lien pour j.fictif")).to_be_visible()
    assert "/bienvenue/" in page.get_by_role("textbox", name="Lien pour j.fictif").input_value()
    page.get_by_text("Modifier").first.click()
    faults += looked_at(page, "comptes")

    page.get_by_role("link", name="m.fictive").click()
    expect(page.get_by_text("celui-ci")).to_be_visible()
    faults += looked_at(page, "compte")
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("status")).to_contain_text("Vous êtes déconnecté")
    page.get_by_label("Nom de compte").fill("m.fictive")
    page.get_by_label("Mot de passe").fill("pas celui-là")
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_role("alert")).to_contain_text("ne vont pas ensemble")
    faults += looked_at(page, "connexion-refusee")
    page.goto(f"{address}/connexion?next=/couverture&lang=en")
    page.get_by_label("Account name").fill("m.fictive")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(f"{address}/couverture")
    context.close()
    assert faults == []
