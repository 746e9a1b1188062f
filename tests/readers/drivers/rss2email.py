"""rss2email: every entry is a mail, every correction another one in reply to it."""

from __future__ import annotations

import mailbox
from collections.abc import Sequence
from datetime import UTC
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from tests.readers.drivers.base import Corrections, FeedReader
from tests.readers.newsroom import Entry

# In plain mails it puts what is plain in the feed: of an Atom entry the summary, and no more.
_CONFIG = """\
[DEFAULT]
to = reader@example.org
email-protocol = maildir
maildir-path = {home}
maildir-mailbox = mail
date-header = True
date-header-order = issued
html-mail = True
reply-changes = True
"""


class Rss2email(FeedReader):
    programs = ("r2e",)
    install = "apt install rss2email"
    corrections = Corrections.BESIDE

    def __init__(self, home: Path, urls: Sequence[str]) -> None:
        super().__init__(home, urls)
        feeds = "".join(f"[feed.{_name(number)}]\nurl = {url}\n" for number, url in enumerate(urls))
        (home / "config").write_text(_CONFIG.format(home=home) + feeds)
        self._mailbox = mailbox.Maildir(home / "mail")
        self._mails: dict[str, EmailMessage] = {}

    def fetch(self) -> None:
        self.run("r2e", "--config", "config", "--data", "seen.json", "run")
        self._mails |= {
            key: _read(self._mailbox.get_bytes(key)) for key in self._mailbox.iterkeys() if key not in self._mails
        }

    def entries(self, url: str) -> list[Entry]:
        sender = f"<{_name(self.urls.index(url))}.localhost>"
        return [_entry(mail) for mail in self._mails.values() if mail["List-ID"] == sender]


def _name(number: int) -> str:
    return f"feed-{number}"


def _read(content: bytes) -> EmailMessage:
    mail = BytesParser(policy=policy.default).parsebytes(content)
    assert isinstance(mail, EmailMessage)
    return mail


def _entry(mail: EmailMessage) -> Entry:
    published_at = mail["Date"].datetime.replace(tzinfo=UTC)  # it says -0000: UTC, of a zone that is not known
    return Entry(mail["X-RSS-ID"], mail["Subject"], mail["X-RSS-URL"], published_at, mail.get_content())
