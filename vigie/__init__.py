"""Vigie's ground: values, contracts and the rules of form. Imports nothing but msgspec."""

from vigie.alert import Alert, Delivery
from vigie.batch import Batch, Written
from vigie.clock import Clock, HeldClock, SystemClock
from vigie.dead_letter import DeadLetter
from vigie.decision import Decision
from vigie.errors import ConfigurationError, InvalidInput, Refused, Unavailable, VigieError
from vigie.judgement import Judged, Judgement
from vigie.mention import Mention, mention_id
from vigie.page import Page
from vigie.post import Author, AuthorPurged, Deleted, Post, Published, Source
from vigie.query import Counts, Found, Query
from vigie.record import Record
from vigie.review import Review
from vigie.say import Say
from vigie.town import Town

__all__ = [
    "Alert",
    "Author",
    "AuthorPurged",
    "Batch",
    "Clock",
    "ConfigurationError",
    "Counts",
    "DeadLetter",
    "Decision",
    "Deleted",
    "Delivery",
    "Found",
    "HeldClock",
    "InvalidInput",
    "Judged",
    "Judgement",
    "Mention",
    "Page",
    "Post",
    "Published",
    "Query",
    "Record",
    "Refused",
    "Review",
    "Say",
    "Source",
    "SystemClock",
    "Town",
    "Unavailable",
    "VigieError",
    "Written",
    "__version__",
    "mention_id",
]

__version__ = "0.1.0"
