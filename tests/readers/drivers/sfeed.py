"""sfeed: shell scripts around a parser; feeds become files of tab-separated lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.readers.drivers.base import Corrections, FeedReader
from tests.readers.newsroom import Entry

# As its README advises: what has not changed is not sent again.
_FETCH = """
fetch() {
    etag="$HOME/.sfeed/etags/$(basename "$3")"
    curl -L --max-redirs 0 -H "User-Agent:" -f -s -m 60 --compressed \\
        --etag-save "${etag}" --etag-compare "${etag}" -z "${etag}" "$2" 2>/dev/null
}
"""


class Sfeed(FeedReader):
    programs = ("sfeed_update", "curl")
    install = "apt install sfeed curl"
    corrections = Corrections.BESIDE  # it takes lines for the same only if id, title and link are

    def __init__(self, home: Path, urls: Sequence[str]) -> None:
        super().__init__(home, urls)
        (home / ".sfeed" / "etags").mkdir(parents=True)
        feeds = "".join(f'    feed "{number}" "{url}"\n' for number, url in enumerate(urls))
        (home / ".sfeed" / "sfeedrc").write_text(f"feeds() {{\n{feeds}}}\n{_FETCH}")

    def fetch(self) -> None:
        self.run("sfeed_update")

    def entries(self, url: str) -> list[Entry]:
        lines = (self.home / ".sfeed" / "feeds" / str(self.urls.index(url))).read_text("utf-8").splitlines()
        fields = (line.split("\t") for line in lines)
        return [
            Entry(guid, title, link, datetime.fromtimestamp(int(published), UTC), content.replace(r"\n", "\n"))
            for published, title, link, content, _, guid, *_ in fields
        ]
