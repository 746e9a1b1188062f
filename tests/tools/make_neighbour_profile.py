"""Make the n-gram statistics of a language that may be taken for Russian or Kazakh and that langdetect does not know.

    python tests/tools/make_neighbour_profile.py TAG CATALOGUE... > feedserver/profiles/TAG.json

TAG: the language as it is to be called. CATALOGUE: compiled gettext catalogues (.mo) of free software. Only the counts
of n-grams of 1–3 characters are kept, nothing that could be read. The order of the files makes no difference.

The profiles in use were made in November 2026 from the catalogues in these packages of Debian 12: the MATE desktop's
(atril-, caja-, engrampa-, mate-control-center-, mate-media-, mate-panel-, mate-power-manager-, mate-screensaver-,
mate-system-monitor-, mate-terminal-, mate-utils- and pluma-common), evolution-common, gimp-data,
gnome-control-center-data, libgtk-3-common, libgtk2.0-common, libkf5i18n-data, libkf5xmlgui-data, nautilus-data,
pidgin-data, thunar-data, transmission-common, vlc-l10n and xfce4-settings. uz-Cyrl is their ``uz@cyrillic``. What is
in another script than the rest is left out.
"""

from __future__ import annotations

import gettext
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from make_kk_profile import print_profile, profile_of

LATIN = frozenset({"az", "uz"})  # all others are in Cyrillic
MIN_LETTERS = 4
MIN_SHARE = 0.9  # of the letters, in the language's script
# Keys to press, formats, tags, paths and options.
MARKS = re.compile(r"(?<!\w)[_&](?=\w)|%[-+ #0-9.$*]*(?:\(\w+\))?[hlLqjzt]*[a-zA-Z]|<[^<>]*>|\S*[@/\\=]\S*|-\w+")


def translations(catalogues: Iterable[Path]) -> Iterator[str]:
    """The translations in the catalogues, each once, sorted; what is the same as the original is left out."""
    found = set()
    for path in catalogues:
        with path.open("rb") as file:
            catalogue = gettext.GNUTranslations(file)._catalog  # the whole of it, which gettext keeps to itself
        found |= {text for key, text in catalogue.items() if key and text != key}
    yield from sorted(found)


def clean(text: str, script: str) -> str:
    """*text* without what is not language; empty if it is not in *script*."""
    text = MARKS.sub("", text.replace("_", ""))
    letters = [letter for letter in text if letter.isalpha()]
    own = sum(unicodedata.name(letter, "").startswith(script) for letter in letters)
    return text if len(letters) >= MIN_LETTERS and own >= MIN_SHARE * len(letters) else ""


if __name__ == "__main__":
    tag, *paths = sys.argv[1:]
    script = "LATIN" if tag in LATIN else "CYRILLIC"
    print_profile(profile_of(tag, (clean(text, script) for text in translations(map(Path, paths)))))
