"""Reports in every form: the same words, nobody's data, and no text that becomes markup."""

from __future__ import annotations

import io
import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest
from msgspec.structs import replace

from desk.report_text import text
from pipeline.report_desk import ReportDesk
from pipeline.report_forms import FORMS, in_form
from sinks.sqlite import SqliteStore
from tests.desk.voices import CITY, NOW, TUESDAY, WEEK, a_week, one_story, people, voice
from tests.pipeline.reports import a_desk, hear, words_of
from tests.webapp.records import read, squeezed
from vigie.batch import AuthorPurged, Batch
from vigie.chart import Chart, Look
from vigie.clock import HeldClock
from vigie.errors import InvalidInput, Unavailable
from vigie.report_contracts import Made
from vigie.say import Say
from vigie.town import Spot


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock(NOW)


@pytest.fixture
async def store(tmp_path: Path, clock: HeldClock) -> AsyncIterator[SqliteStore]:
    async with await SqliteStore.open(tmp_path / "vigie.db", clock=clock) as opened:
        yield opened


async def made(store: SqliteStore, language: str = "fr") -> tuple[ReportDesk, Made]:
    desk = a_desk(store)
    return desk, await desk.make(CITY.slug, WEEK, language)


async def forms(store: SqliteStore, language: str = "fr") -> dict[str, str]:
    """Every form of the week's report, as text."""
    desk, report = await made(store, language)
    found = {form: await in_form(desk, report, form) for form in FORMS}
    return {
        form: words_of(data) if form == "pdf" else data.decode() for form, data in found.items()
    }


async def test_every_form_says_the_same_of_the_week(store: SqliteStore) -> None:
    await hear(store, a_week())
    found = await forms(store)
    for form in ("text", "html", "pdf"):
        said = " ".join(found[form].replace("\u00a0", " ").replace("\u202f", " ").split())
        for words in ("Rapport de la semaine du 16 au 22 novembre 2026", "Bris d’aqueduc",
                      "42 publications", "Vieux-Quai", "moins de 5 personnes"):  # fmt: skip
            assert words in said, form
    figures = json.loads(found["json"])
    assert (figures["posts"], figures["topics"]["rows"][0]["count"]) == (42, 30)
    # The one moment told is the report's own: that of a post would point at it.
    assert re.findall(r'"(\w+)": "[\d-]+T', found["json"]) == ["made_at"]


async def test_the_pdf_is_one_that_a_screen_reader_can_read(store: SqliteStore) -> None:
    await hear(store, a_week())
    desk, report = await made(store)
    file = pypdf.PdfReader(io.BytesIO(await desk.pdf(report)))
    root = file.trailer["/Root"]
    assert root["/Lang"] == "fr-CA"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert file.metadata is not None
    assert file.metadata.title == "Rapport de la semaine du 16 au 22\u00a0novembre 2026"
    assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()
    tags = tagged(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/L"} <= tags.keys()
    alts = " ".join(tags["/Figure"])
    assert "Publications de résidents par sujet. déneigement et glace" in alts
    assert "NaN" not in alts


def tagged(node: object) -> dict[str, list[str]]:
    """Every tag of a structure tree, with its alternative texts."""
    found: dict[str, list[str]] = {}
    left = [node]
    while left:
        each = left.pop()
        each = each.get_object() if hasattr(each, "get_object") else each
        if isinstance(each, list):
            left += each
        elif isinstance(each, dict):
            if "/S" in each:
                found.setdefault(str(each["/S"]), []).append(str(each.get("/Alt", "")))
            left += [each["/K"]] if "/K" in each else []
    return found


async def test_the_same_report_is_the_same_pdf(store: SqliteStore) -> None:
    await hear(store, a_week())
    desk, report = await made(store)
    assert await desk.pdf(report) == await desk.pdf(report)


PLANTED = (
    "gontran.untel@courriel.example",
    "819-555-0187",
    "@gontran_untel",
    "Gontran Untel",
    "https://mastodon.example/@gontran_untel/1",
    people(1)[0],
    people(1, 500)[0],
)


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_no_form_holds_anything_of_anybody(store: SqliteStore, language: str) -> None:
    told = f"C’est {PLANTED[3]} ({PLANTED[2]}), {PLANTED[1]}, {PLANTED[0]} ! déneigez la rue"
    await hear(store, a_week())
    # A whole crowd repeats it, as an idea, as praise, as a complaint, in titles and in headlines.
    for intent in ("idea", "praise", "complaint"):
        crowd = one_story(
            voice(person, told, title=told, intent=intent, url=PLANTED[4], source=f"Forum {n}")
            for n, person in enumerate(people(12, 500))
        )
        await hear(store, crowd)
    press = one_story(
        voice(None, told, title=f"Déneigement : écrivez à {PLANTED[0]} ou {PLANTED[2]}, "
              f"{PLANTED[1]}", role="press", declared="press", source=f"Gazette {n}")
        for n in range(3)
    )  # fmt: skip
    await hear(store, press)
    for form, said in (await forms(store, language)).items():
        for trace in PLANTED:
            assert trace not in said, form
        assert "gontran" not in said.lower(), form
        assert "déneigez la rue" not in said, form
    assert "écrivez à [courriel masqué]" in (await forms(store, language))["text"]


async def test_someone_erased_is_in_no_report_made_afterwards(
    store: SqliteStore, clock: HeldClock
) -> None:
    await hear(store, [voice(person, topic="noise") for person in people(5)])
    desk = a_desk(store, clock=clock)
    assert (await desk.make(CITY.slug, WEEK, "fr")).report.posts == 5
    await store.write(Batch(purged=(AuthorPurged(pseudonym=people(1)[0], at=NOW),)))
    clock.move(timedelta(hours=2))
    assert (await desk.make(CITY.slug, WEEK, "fr")).report.posts is None


CORPUS = (
    '#panic("x")',
    '#read("/etc/passwd")',
    '#import "@preview/x:1.0.0"',
    "] #text(red)[",
    "$ sum_(i=1)^n $ `raw` ```",
    "= Titre\n\n- liste / terme: <étiquette> @renvoi",
    "\\u{41} \\ \\# ~ -- ... // /* fin",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    '" onmouseover="alert(1)',
    "\u202egnp.exe \u0000 \u0007",
    "=cmd|' /C calc'!A0",
)


@pytest.mark.parametrize("said", [CORPUS[:7], CORPUS[7:]], ids=["typst", "html"])
async def test_no_text_from_outside_becomes_markup(
    store: SqliteStore, said: tuple[str, ...]
) -> None:
    spots = [Spot(id=f"lieu-{n}", name=each, kind="street") for n, each in enumerate(said)]
    town = replace(CITY, gazetteer=tuple(spots))
    for n, each in enumerate(said):
        pipe = [
            voice(None, each, title=f"Titre {each}", role="press", declared="press", source=source)
            for source in (each, f"{each} 2")
        ]
        crowd = [voice(p, each, place=f"lieu-{n}", town=town, intent="idea") for p in people(6)]
        await hear(store, [*one_story(pipe), *crowd])
    desk = a_desk(store, town=town)
    report = await desk.make(town.slug, WEEK, "fr")
    page = read((await in_form(desk, report, "html")).decode())
    assert not page.all("script")
    assert all(each.attributes["src"].startswith("data:image/svg") for each in page.all("img"))
    assert not any(e.attributes.keys() & {"onmouseover", "onerror"} for e in page.elements)
    printed = "".join(words_of(await desk.pdf(report)).split())
    assert "root:" not in printed
    for each in said:
        shown = re.sub("[\u202e\0\a]", "", each)
        assert squeezed(shown) in squeezed(page.text)
        # As a place and as a headline, in which what looks like an account is masked.
        times = 1 if "@" in each else 2
        assert printed.count("".join(shown.split())) >= times


async def test_a_text_that_the_fonts_do_not_have_still_prints(store: SqliteStore) -> None:
    titles = ("Tempête ❄️ sur 雪 الثلج", "Tempête 🚜 au parc")
    await hear(store, one_story(
        voice(None, title, title=title, role="press", declared="press", source=title)
        for title in titles
    ))  # fmt: skip
    desk, report = await made(store)
    assert "Tempête" in words_of(await desk.pdf(report))


async def test_a_figure_that_cannot_be_drawn_leaves_its_table(store: SqliteStore) -> None:
    async def away(_chart: Chart, _look: Look = Look(), _form: str = "svg") -> bytes:  # noqa: B008
        raise Unavailable(Say("non", "no"))

    await hear(store, a_week())
    desk = a_desk(store)
    desk._draw = away
    report = await desk.make(CITY.slug, WEEK, "fr")
    assert not read((await in_form(desk, report, "html")).decode()).all("img")
    assert "déneigement et glace" in words_of(await desk.pdf(report))


async def test_a_report_is_kept_for_a_while_then_read_again(
    store: SqliteStore, clock: HeldClock
) -> None:
    await hear(store, a_week())
    assert (await a_desk(store, clock=clock).make(CITY.slug, WEEK, "fr")).report.posts == 42
    await hear(store, [voice(person, topic="noise") for person in people(9, 700)])
    clock.move(timedelta(minutes=59))
    # Another process finds the one that was kept.
    assert (await a_desk(store, clock=clock).make(CITY.slug, WEEK, "fr")).report.posts == 42
    clock.move(timedelta(minutes=2))
    assert (await a_desk(store, clock=clock).make(CITY.slug, WEEK, "fr")).report.posts == 51


async def test_a_period_that_runs_says_so_and_one_to_come_is_refused(store: SqliteStore) -> None:
    desk = a_desk(store)
    running = await desk.make(CITY.slug, "2026-W48", "fr")
    assert "La période n’est pas finie" in text(running.document)
    for period in ("2026-W49", "2027-01", "n’importe quoi"):
        with pytest.raises(InvalidInput):
            await desk.make(CITY.slug, period, "fr")
    with pytest.raises(InvalidInput):
        await desk.make("ailleurs", WEEK, "fr")


async def test_too_many_posts_are_not_all_read_and_the_report_says_so(store: SqliteStore) -> None:
    await hear(store, a_week())
    made_of = await a_desk(store, most=30).make(CITY.slug, WEEK, "fr")
    assert not made_of.report.complete
    assert "n’ont pas été lues" in squeezed(text(made_of.document))
    assert made_of.report.posts is not None
    assert made_of.report.posts <= 30


async def test_posts_at_the_edge_of_the_week_are_of_the_towns_week(store: SqliteStore) -> None:
    monday, sunday = TUESDAY.replace(day=16, hour=5), TUESDAY.replace(day=23, hour=4, minute=59)
    await hear(store, [voice(p, at=at) for at in (monday, sunday) for p in people(6)])
    before = [voice(p, at=monday - timedelta(minutes=1), topic="noise") for p in people(6)]
    await hear(store, [*before, *(voice(p, at=sunday + timedelta(minutes=1)) for p in people(7))])
    report = (await a_desk(store).make(CITY.slug, WEEK, "fr")).report
    assert (report.posts, report.posts_before) == (12, 6)
