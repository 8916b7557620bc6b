from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.settings import FILE_NAME, Settings, read
from vigie.errors import ConfigurationError

PROVIDER = '[web.oidc]\nissuer = "https://id.ville.example/"\nclient_id = "vigie"\n'


def given(home: Path, text: str) -> Settings:
    (home / FILE_NAME).write_text(f'towns = ["namur"]\n{text}', encoding="utf-8")
    return read(home)


def test_the_page_is_for_this_machine_with_accounts_unless_told_otherwise(tmp_path: Path) -> None:
    web = given(tmp_path, "").web
    assert web.accounts
    assert (web.listens_on, web.behind_proxy, web.address) == (
        "127.0.0.1",
        (),
        "http://127.0.0.1:8311",
    )


def test_a_proxys_name_is_the_one_that_links_have(tmp_path: Path) -> None:
    text = '[web]\npublic_url = "https://vigie.ville.example/"\nbehind_proxy = ["10.0.0.0/30"]\n'
    web = given(tmp_path, text).web
    assert web.address == "https://vigie.ville.example"
    beyond = given(tmp_path, text + 'host = "10.0.0.2"\n').web
    assert beyond.listens_on == "10.0.0.2"


def test_a_group_of_the_provider_has_a_role_and_towns(tmp_path: Path) -> None:
    text = PROVIDER + 'roles.veille = "officer"\ntowns.veille = ["namur"]\ntowns.ti = ["*"]\n'
    oidc = given(tmp_path, text).web.oidc
    # The issuer is kept to the letter: it must be what the tokens say.
    assert oidc.issuer == "https://id.ville.example/"
    assert oidc.towns == {"veille": ("namur",), "ti": ("*",)}


@pytest.mark.parametrize(
    ("text", "key", "why"),
    [
        ('[web]\nhost = "0.0.0.0"', "web.host", "public_url"),
        ('[web]\nhost = "mal.example"', "web.host", "adresse de cette machine"),
        ('[web]\nhost = ""', "web.host", "adresse de cette machine"),
        ('[web]\npublic_url = "http://vigie.ville.example"', "web.public_url", "https"),
        ('[web]\npublic_url = "https://a:b@ville.example"', "web.public_url", "sans compte"),
        ('[web]\npublic_url = "https://ville.example/vigie"', "web.public_url", "sans chemin"),
        ('[web]\npublic_url = "https://"', "web.public_url", "https"),
        ('[web]\nbehind_proxy = ["*"]', "web.behind_proxy", "précis"),
        ('[web]\nbehind_proxy = ["0.0.0.0/0"]', "web.behind_proxy", "précis"),
        (
            '[web]\naccounts = false\npublic_url = "https://a.example"\nhost = "0.0.0.0"',
            "web.public_url",
            "sans comptes",
        ),
        ('[web]\naccounts = false\nhost = "10.0.0.2"', "web.host", "sans comptes"),
        ("[web]\naccounts = false\nin_container = true", "web.in_container", "sans comptes"),
        ('[web]\naccounts = false\nbehind_proxy = ["::1"]', "web.behind_proxy", "sans comptes"),
        ("[web]\nidle_minutes = 0", "web.idle_minutes", "au moins 5"),
        ('[web.oidc]\nissuer = "http://id.example"', "web.oidc.issuer", "https"),
        (
            '[web.oidc]\nissuer = "https://id.example"\nclient_id = ""',
            "web.oidc.client_id",
            "le faut",
        ),
        (PROVIDER + 'roles.a = "roi"', "web.oidc.roles", "roi"),
        (PROVIDER + 'towns.a = ["paris"]', "web.oidc.towns", "paris"),
    ],
)
def test_a_door_left_ajar_is_refused(tmp_path: Path, text: str, key: str, why: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        given(tmp_path, text)
    told = "\n".join(problem.fr for problem in caught.value.problems)
    assert key in told
    assert why in told
