"""Feed readers, each driven as its users drive it. A new one is a class and a line in READERS."""

from __future__ import annotations

from tests.readers.drivers.base import FeedReader
from tests.readers.drivers.in_node import Feedsmith, RssParser
from tests.readers.drivers.in_python import Feedparser, ReaderLibrary
from tests.readers.drivers.liferea import Liferea
from tests.readers.drivers.newsboat import Newsboat
from tests.readers.drivers.rss2email import Rss2email
from tests.readers.drivers.sfeed import Sfeed

READERS: tuple[type[FeedReader], ...] = (
    Feedparser,
    ReaderLibrary,
    Newsboat,
    Sfeed,
    Rss2email,
    Liferea,
    Feedsmith,
    RssParser,
)
