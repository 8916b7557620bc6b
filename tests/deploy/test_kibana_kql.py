"""The part of KQL that our panels use is read as Kibana reads it."""

from __future__ import annotations

from typing import Any

import pytest

from deploy.kibana.kql import fields, to_query


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", {"match_all": {}}),
        ("topic: snow", {"match": {"topic": "snow"}}),
        ('emergency: "true"', {"match_phrase": {"emergency": "true"}}),
        ("uncertain: *", {"exists": {"field": "uncertain"}}),
        ("not topic: snow", {"bool": {"must_not": {"match": {"topic": "snow"}}}}),
        (
            'reply_due_at < "now"',
            {"range": {"reply_due_at": {"lt": "now", "time_zone": "America/Toronto"}}},
        ),
        (
            "topic: (snow or roads)",
            {
                "bool": {
                    "should": [{"match": {"topic": "snow"}}, {"match": {"topic": "roads"}}],
                    "minimum_should_match": 1,
                }
            },
        ),
        (
            "topic: snow and town: valbois or kind: feed",
            {
                "bool": {
                    "should": [
                        {
                            "bool": {
                                "filter": [
                                    {"match": {"topic": "snow"}},
                                    {"match": {"town": "valbois"}},
                                ]
                            }
                        },
                        {"match": {"kind": "feed"}},
                    ],
                    "minimum_should_match": 1,
                }
            },
        ),
    ],
)
def test_a_text_becomes_the_query_that_kibana_would_send(text: str, query: dict[str, Any]) -> None:
    assert to_query(text, "America/Toronto") == query


@pytest.mark.parametrize("text", ["snow", "topic:", "topic: (", "(topic: snow", "topic: a b", '"'])
def test_what_is_not_of_that_part_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        to_query(text)


def test_the_fields_of_a_text_are_named() -> None:
    text = 'reply_due_at >= "now" and not status: ("answered" or "closed") or topic: *'
    assert fields(text) == {"reply_due_at", "status", "topic"}
