"""Someone at the pages without a script: they follow links, and send forms as they find them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import httpx
from lxml import html


class Visitor:
    """A browser without a script, over the pages of one installation.

    An answer of 400 or more fails the test at once, unless `code` names it.
    """

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.path = ""
        self.shown: Any = None

    async def get(self, path: str, code: int = 200) -> httpx.Response:
        """Go to a page, by the redirections that it gives."""
        return self._keep(await self.client.get(path, follow_redirects=True), code)

    async def send(
        self, action: str, fields: Mapping[str, str] | None = None, code: int = 200, **given: str
    ) -> httpx.Response:
        """Send the page's first form, or button, whose action ends so, with these changes."""
        form, address = self._form(action)
        filled = {**dict(form.form_values()), **(fields or {}), **given}
        answer = await self.client.post(address, data=filled, follow_redirects=True)
        return self._keep(answer, code)

    def links(self) -> Iterator[str]:
        """The addresses of this site that the page leads to or shows."""
        for link in self.shown.xpath("//a/@href | //img/@src | //form[@method='get']/@action"):
            address = str(httpx.URL(f"http://localhost{self.path}").join(link))
            if address.startswith("http://localhost/"):
                yield address.removeprefix("http://localhost").partition("#")[0]

    @property
    def text(self) -> str:
        """What the page says, its spaces made one."""
        return " ".join(self.shown.text_content().replace("\xa0", " ").split())

    def _form(self, action: str) -> tuple[Any, str]:
        for form in self.shown.forms:
            if form.method != "POST":
                continue
            others = form.xpath(".//button[@formaction]/@formaction")
            for address in (form.action or self.path, *others):
                if address.partition("?")[0].endswith(action):
                    return form, address
        raise AssertionError(f"{self.path} has no form for {action}")

    def _keep(self, answer: httpx.Response, code: int) -> httpx.Response:
        assert answer.status_code == code, f"{answer.status_code} {answer.url}: {answer.text[:800]}"
        if answer.headers["content-type"].startswith("text/html"):
            self.path = answer.url.raw_path.decode()
            self.shown = html.fromstring(answer.text)
        return answer
