"""Reading places from what town halls export, and writing them back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from towns.gazetteer import read_csv, read_gazetteer, read_geojson, write_csv
from towns.generics import kind_of
from towns.outline import read_outline
from towns.spots import one_of_each, slug
from vigie.post import Point
from vigie.profile_terms import SPOT_KINDS
from vigie.town import Spot


def geojson(*features: dict[str, Any]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def feature(name: str | None, kind: str, coordinates: Any, **properties: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"nom": name, **properties},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def test_a_cp1252_csv_with_semicolons_and_french_headings_is_read() -> None:
    text = (
        "Nom;Type;Alias;Quartier;Latitude;Longitude;Public\r\n"
        "Rue de l’Église;;rue Église|l’Église;Vieux-Bourg;46,3500;-72,5500;\r\n"
        "Le Grand Pré;Parc;;;;;non\r\n"
    )
    spots, problems = read_csv(text.encode("cp1252"), "lieux.csv")
    assert problems == []
    assert spots == [
        Spot(
            id="rue-de-l-eglise",
            name="Rue de l’Église",
            kind="street",
            aliases=("rue Église", "l’Église"),
            district="Vieux-Bourg",
            point=Point(lat=46.35, lon=-72.55),
        ),
        Spot(id="le-grand-pre", name="Le Grand Pré", kind="park", public=False),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_same_places_come_from_any_encoding_and_delimiter(
    encoding: str, delimiter: str
) -> None:
    rows = [["odonyme", "secteur"], ["Chaussée d’Été", "Hauts-Prés"]]
    text = "\n".join(delimiter.join(row) for row in rows)
    (spot,), problems = read_csv(text.encode(encoding), "rues.csv")
    assert problems == []
    assert (spot.name, spot.kind, spot.district) == ("Chaussée d’Été", "street", "Hauts-Prés")


def test_a_newline_in_quotes_does_not_shift_the_line_numbers() -> None:
    text = 'nom,lat,lon\n"Rue\ndu Puits",46.1,-72.1\nRue du Lac,abc,-72\n'
    spots, (problem,) = read_csv(text.encode(), "rues.csv")
    assert [spot.name for spot in spots] == ["Rue du Puits", "Rue du Lac"]
    assert "line 4" in problem.en
    assert "ligne 4" in problem.fr


@pytest.mark.parametrize(
    ("row", "english"),
    [
        ("Rue A,street,91,0", "WGS 84"),
        ("Rue A,street,,5", "WGS 84"),
        ("Rue A,street,nan,5", "WGS 84"),
        (",street,1,1", "no name"),
        ("---,street,1,1", "no name"),
        ("Bidule,truc,1,1", "unknown kind"),
    ],
)
def test_a_bad_row_is_told_and_the_others_are_kept(row: str, english: str) -> None:
    text = f"name,kind,lat,lon\nRue Bonne,street,46.0,-72.0\n{row}\n\n"
    spots, (problem,) = read_csv(text.encode(), "rues.csv")
    assert english in problem.en
    assert "rues.csv" in problem.en
    assert "line 3" in problem.en
    assert spots[0].point == Point(lat=46.0, lon=-72.0)
    assert len(spots) == (1 if "no name" in english else 2)


def test_what_was_read_before_an_unreadable_line_is_kept() -> None:
    spots, (problem,) = read_csv(f"nom\nRue A\n{'x' * 200_000}\nRue B\n".encode(), "rues.csv")
    assert [spot.name for spot in spots] == ["Rue A"]
    assert "line 3: unreadable CSV" in problem.en


@pytest.mark.parametrize("data", [b"", b"a;b\n1;2\n", b"\x00\x00", b"code\n1\n"])
def test_a_csv_without_a_column_of_names_says_so(data: bytes) -> None:
    spots, (problem,) = read_csv(data, "rues.csv")
    assert spots == []
    assert "no column of names" in problem.en
    assert "aucune colonne de nom" in problem.fr


@pytest.mark.parametrize(
    ("written", "name", "kind"),
    [
        ("Forges, rue des", "rue des Forges", "street"),
        ("Église, Rue de l’", "Rue de l’Église", "street"),
        ("Saint-Quentin, île", "île Saint-Quentin", "place"),
        ("Bar, grill et cie", "Bar, grill et cie", "place"),
        ("boul. Laval", "boul. Laval", "street"),
        ("Cul-de-sac du Moulin", "Cul-de-sac du Moulin", "street"),
        ("Pont du Moulin", "Pont du Moulin", "bridge"),
        ("École Les Petits Pas", "École Les Petits Pas", "school"),
        ("Main Street", "Main Street", "street"),
        ("Rivière aux Outardes", "Rivière aux Outardes", "water"),
        ("Quartier des Fleurs", "Quartier des Fleurs", "neighbourhood"),
        ("Chez Tante Exemple", "Chez Tante Exemple", "place"),
    ],
)
def test_the_generic_tells_the_kind_and_an_inverted_name_is_set_right(
    written: str, name: str, kind: str
) -> None:
    (spot,), _ = read_csv(f'nom\n"{written}"\n'.encode(), "rues.csv")
    assert (spot.name, spot.kind) == (name, kind)


def test_the_pieces_of_one_street_are_one_spot_with_a_point_on_the_street() -> None:
    segments = [
        feature("Rue du Lac", "LineString", [[-72.50, 46.30], [-72.51, 46.30]], quartier="Est"),
        feature("RUE DU LAC", "LineString", [[-72.51, 46.30], [-72.52, 46.30]], quartier="Est"),
        feature("Rue du Lac", "LineString", [[-72.52, 46.30], [-72.55, 46.30]], quartier="Ouest"),
    ]
    (spot,), problems = read_geojson(geojson(*segments), "rues.geojson")
    assert problems == []
    assert (spot.id, spot.kind, spot.district) == ("rue-du-lac", "street", None)
    assert spot.point is not None
    assert spot.point.lat == pytest.approx(46.30)
    assert spot.point.lon in (pytest.approx(-72.515), pytest.approx(-72.505))


def test_a_polygons_point_is_inside_even_when_its_centre_is_not() -> None:
    horseshoe = [[0, 0], [3, 0], [3, 3], [2, 3], [2, 1], [1, 1], [1, 3], [0, 3], [0, 0]]
    (spot,), _ = read_geojson(geojson(feature("Parc U", "Polygon", [horseshoe])), "x.geojson")
    assert spot.point is not None
    assert 0 <= spot.point.lon <= 1 or 2 <= spot.point.lon <= 3 or spot.point.lat <= 1
    ring, _ = read_outline(geojson(feature("Parc U", "Polygon", [horseshoe])), "x.geojson")
    assert len(ring) == 8


def test_a_small_parks_point_is_not_lost_in_rounding() -> None:
    lon, lat, side = -72.5431, 46.3432, 0.0001
    square = [
        [lon, lat],
        [lon + side, lat],
        [lon + side, lat + side],
        [lon, lat + side],
        [lon, lat],
    ]
    (spot,), _ = read_geojson(geojson(feature("Parc Mini", "Polygon", [square])), "x.geojson")
    assert spot.point is not None
    assert spot.point.lon == pytest.approx(lon + side / 2, abs=1e-7)
    assert spot.point.lat == pytest.approx(lat + side / 2, abs=1e-7)


def test_openstreetmap_keys_tell_the_kind_of_a_plain_name() -> None:
    places = geojson(
        feature("Les Ormes", "Point", [1, 2], leisure="park"),
        feature("La Traverse d’Or", "LineString", [[1, 2], [1, 3]], highway="residential"),
        feature("Grand Fossé", "LineString", [[1, 2], [1, 3]], waterway="ditch"),
        feature("Sans Rien", "Point", [1, 2]),
        feature("Fil d’Ariane", "MultiLineString", [[[1, 2], [1, 3]]]),
        feature(None, "Point", [1, 2]),
    )
    spots, problems = read_geojson(places, "x.geojson")
    assert problems == []
    assert [spot.kind for spot in spots] == ["park", "street", "water", "place", "street"]


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [273_000.5, 5_143_000.2]},
        {"type": "Point", "coordinates": ["-72", "46"]},
        {"type": "Point", "coordinates": []},
        {"type": "LineString", "coordinates": [[1, 2]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [5]},
        {"type": "Cercle", "coordinates": [1, 2]},
        "Point",
        5,
    ],
)
def test_a_geometry_that_cannot_be_read_keeps_the_name_and_is_told(geometry: Any) -> None:
    good = feature("Rue Bonne", "Point", [-72, 46])
    bad = {"type": "Feature", "properties": {"nom": "Rue Tordue"}, "geometry": geometry}
    spots, (problem,) = read_geojson(geojson(good, bad), "rues.geojson")
    assert [spot.name for spot in spots] == ["Rue Bonne", "Rue Tordue"]
    assert spots[1].point is None
    assert "rues.geojson, feature 2" in problem.en


def test_a_feature_without_geometry_is_a_place_without_a_point() -> None:
    empty = {"type": "Feature", "properties": {"nom": "Rue Neuve"}, "geometry": None}
    (spot,), problems = read_geojson(geojson(empty), "x.geojson")
    assert (spot.point, problems) == (None, [])


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"type": "Topology"}', b"\xff", b"[" * 9999])
def test_what_is_not_geojson_is_one_clear_problem(data: bytes) -> None:
    for read in (read_geojson, read_outline):
        found, (problem,) = read(data, "x.geojson")
        assert not found
        assert "x.geojson is not GeoJSON" in problem.en


def test_geojson_without_any_name_says_which_property_is_wanted() -> None:
    spots, (problem,) = read_geojson(geojson(feature(None, "Point", [1, 2])), "x.geojson")
    assert spots == []
    assert "no feature has a name" in problem.en


def test_an_outline_is_the_largest_polygon() -> None:
    small = [[[0, 0], [1, 0], [1, 1], [0, 0]]]
    large = [[[5, 5], [9, 5], [9, 9], [5, 9], [5, 5]], [[6, 6], [7, 6], [7, 7], [6, 6]]]
    ring, problems = read_outline(
        geojson(feature("v", "MultiPolygon", [small, large])), "x.geojson"
    )
    assert problems == []
    assert ring == ((5, 5), (9, 5), (9, 9), (5, 9))


def test_an_outline_of_lines_is_refused() -> None:
    ring, (problem,) = read_outline(
        geojson(feature("v", "LineString", [[1, 2], [2, 3]])), "x.geojson"
    )
    assert ring == ()
    assert "no readable polygon" in problem.en


def test_two_places_of_one_name_and_two_kinds_keep_apart() -> None:
    spots = one_of_each(
        [
            Spot(id="", name="Les Pins", kind="park"),
            Spot(id="", name="Les Pins", kind="school"),
            Spot(id="les-pins", name="Pinède", kind="place"),
        ]
    )
    assert [spot.id for spot in spots] == ["les-pins-park", "les-pins-school", "les-pins"]


def test_the_file_name_tells_the_format() -> None:
    csv, _ = read_gazetteer(b"nom\nRue A\n", "rues.txt")
    shapes, _ = read_gazetteer(geojson(feature("Rue A", "Point", [1, 2])), "RUES.GeoJSON")
    assert [spot.name for spot in (*csv, *shapes)] == ["Rue A", "Rue A"]


NAMES = st.text(
    st.characters(categories=["L", "N"], include_characters=" -’&,"), min_size=1, max_size=20
)
NAMES = NAMES.map(lambda text: " ".join(f"x {text}".split())).filter(lambda t: kind_of(t) is None)
SPOTS = st.lists(
    st.builds(
        Spot,
        id=NAMES.map(slug),
        name=NAMES.map(lambda text: text.replace(",", "")).map(lambda t: " ".join(t.split())),
        kind=st.sampled_from(sorted(SPOT_KINDS)),
        aliases=st.lists(NAMES.map(lambda t: f"alias {t}"), unique=True, max_size=3).map(tuple),
        district=st.none() | NAMES,
        point=st.none() | st.builds(Point, lat=st.floats(-90, 90), lon=st.floats(-180, 180)),
        public=st.booleans(),
    ),
    unique_by=lambda spot: spot.id,
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(SPOTS)
def test_what_is_written_is_read_back(spots: list[Spot]) -> None:
    read, problems = read_csv(write_csv(spots).encode(), "lieux.csv")
    assert problems == []
    assert read == spots


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for read in (read_csv, read_geojson):
        spots, problems = read(b"nom;lat;lon\n" + data if read is read_csv else data, "x")
        assert all(spot.id and spot.name for spot in spots)
        assert spots or problems or read is read_csv


GEOMETRIES = st.recursive(
    st.none() | st.booleans() | st.floats(-1e9, 1e9) | st.text("abnom", max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "coordinates", "geometries"]), inner)
    ),
)


@settings(max_examples=60, deadline=None)
@given(GEOMETRIES)
def test_any_geometry_is_read_or_told(geometry: Any) -> None:
    rue = {"type": "Feature", "properties": {"nom": "Rue A"}, "geometry": geometry}
    (spot,), problems = read_geojson(json.dumps(rue).encode(), "x.geojson")
    assert spot.name == "Rue A"
    assert problems or geometry is None
