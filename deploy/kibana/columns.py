"""The columns of a Lens layer (`formBased`): what is counted, and by what it is split."""

from __future__ import annotations

from deploy.kibana.objects import Json, kuery

_ALL = "___records___"


def count(label: str, where: str | None = None) -> Json:
    """Count the mentions, or those that answer the question `where`."""
    column = _metric(label, "count", _ALL, "number")
    return {**column, "filter": kuery(where)} if where else column


def unique(label: str, field: str) -> Json:
    """Count the different values of a field."""
    return _metric(label, "unique_count", field, "number")


def earliest(label: str, field: str) -> Json:
    """Take the earliest of a date field."""
    return _metric(label, "min", field, "date")


def greatest(label: str, field: str) -> Json:
    """Take the greatest of a number field."""
    return _metric(label, "max", field, "number")


def latest(label: str, field: str) -> Json:
    """Take the latest of a date field."""
    return _metric(label, "max", field, "date")


def newest_value(label: str, field: str, *, by: str) -> Json:
    """Take the field's value in the document whose date `by` is the latest.

    `showArrayValues` makes Kibana ask a `top_hits`, which is in every Elasticsearch, rather
    than a `top_metrics`, which is in a module of its own.
    """
    return {
        "customLabel": True,
        "dataType": "string",
        "filter": kuery(f"{field}: *"),
        "isBucketed": False,
        "label": label,
        "operationType": "last_value",
        "params": {"showArrayValues": True, "sortField": by},
        "scale": "ordinal",
        "sourceField": field,
    }


def _metric(label: str, operation: str, field: str, kind: str) -> Json:
    return {
        "customLabel": True,
        "dataType": kind,
        "isBucketed": False,
        "label": label,
        "operationType": operation,
        "params": {"emptyAsNull": False},
        "scale": "ratio",
        "sourceField": field,
    }


def by_value(
    label: str, field: str, size: int, *, by: str | None = None, direction: str = "desc"
) -> Json:
    """Split by the values of a field.

    Args:
        label: what is read above or beside the values.
        field: a keyword.
        size: how many values at most.
        by: the column that ranks them; the number of mentions when it is None.
        direction: "desc" for the greatest first, "asc" for the smallest.
    """
    ranked: Json = (
        {"orderBy": {"type": "column", "columnId": by}}
        if by
        else {
            "orderBy": {"type": "custom"},
            "orderAgg": _metric("Mentions", "count", _ALL, "number"),
        }
    )
    return {
        "customLabel": True,
        "dataType": "string",
        "isBucketed": True,
        "label": label,
        "operationType": "terms",
        "params": {
            "size": size,
            **ranked,
            "orderDirection": direction,
            "otherBucket": False,
            "missingBucket": False,
            "parentFormat": {"id": "terms"},
            "include": [],
            "exclude": [],
            "includeIsRegex": False,
            "excludeIsRegex": False,
        },
        "scale": "ordinal",
        "sourceField": field,
    }


def by_question(label: str, questions: tuple[tuple[str, str], ...]) -> Json:
    """Split by KQL questions, in their order; a mention may answer several."""
    return {
        "customLabel": True,
        "dataType": "string",
        "isBucketed": True,
        "label": label,
        "operationType": "filters",
        "params": {
            "filters": [{"input": kuery(query), "label": name} for name, query in questions]
        },
        "scale": "ordinal",
    }


def by_day(label: str, field: str) -> Json:
    """Split by day, in the time zone of the person who reads; empty days are shown."""
    return {
        "customLabel": True,
        "dataType": "date",
        "isBucketed": True,
        "label": label,
        "operationType": "date_histogram",
        "params": {"interval": "1d", "includeEmptyRows": True, "dropPartials": False},
        "scale": "interval",
        "sourceField": field,
    }
