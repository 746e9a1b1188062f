"""Why a document was not got."""

from __future__ import annotations

from feedserver.errors import SourceError


class FetchError(SourceError):
    """A document was not got; the message names the address, says what happened and what can be done.

    status: of the server's answer; None if there was none, or the trouble is another. retry_after_s: how long not to
    ask again, where the server says so.
    """

    def __init__(
        self, name: str, reason: str, *, status: int | None = None, retry_after_s: float | None = None
    ) -> None:
        super().__init__(f"{name}: {reason}")
        self.status = status
        self.retry_after_s = retry_after_s

    @property
    def is_gone(self) -> bool:
        """Whether the server says that the document will never come back (410)."""
        return self.status == 410


class RefusedAddressError(FetchError):
    """The address is none to send a request to: private, or not of the web."""


class RobotsError(FetchError):
    """The site's robots.txt forbids it, or could not be asked (then retry_after_s is set)."""


class FetchStoppedError(FetchError):
    """This program was told to stop; it says nothing about the source."""
