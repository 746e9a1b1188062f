"""What feeds cannot carry: characters XML or HTML forbid, markup in plain text, relative links."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from html.entities import name2codepoint
from urllib.parse import quote, urlsplit, urlunsplit

from feedserver.model import Enclosure

# XML 1.0 §2.2 forbids the controls, surrogates and U+FFFE/FFFF; HTML calls the C1 controls and all
# noncharacters errors; validators take U+FFFD for broken text. None of them says anything to a reader.
# Noncharacters end every plane beyond the first: a class that names each takes ten times as long.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffd-\U0010ffff]")
_TAG_START = re.compile(r"<[/!a-zA-Z]")
_TAG = re.compile(r"<[^<>]*>")
_REFERENCE = re.compile(r"&(#?\w+)")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_URI_CHARACTERS = "/%:@!$&'()*+,;=~"
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")  # RFC 6838 §4.2


def fit(text: str) -> str:
    """*text* without the characters no feed can carry; line ends become ``\\n``."""
    return _UNFIT.sub(_supplementary, text.replace("\r\n", "\n").replace("\r", "\n"))


def _supplementary(found: re.Match[str]) -> str:
    code_point = ord(found[0])
    return found[0] if code_point > 0xFFFF and code_point & 0xFFFF < 0xFFFE else ""


def line(text: str) -> str:
    """*text* as one line, fit for a feed. No-break spaces in it stay: Russian and Kazakh typography needs them."""
    return re.sub(r"[ \t\n\u2028\u2029]+", " ", fit(text)).strip()


def looks_like_markup(text: str) -> bool:
    """Whether software that takes plain text for HTML would see some in it: ``AT&T`` no, ``&copy`` yes."""
    references = _REFERENCE.findall(text)
    if _TAG_START.search(text) or html.unescape(text) != text:
        return True
    return any(  # no references to a parser, but to validators
        reference in name2codepoint or reference == "apos" or not reference.isalpha() for reference in references
    )


def name(text: str) -> str:
    """*text* as a line for places that know no HTML and where validators object to what looks like it.

    Those are names of people and of categories; what stands in angle brackets there is a leaked tag or an
    e-mail address.
    """
    text = line(text)
    while looks_like_markup(text):
        bare = line(html.unescape(_TAG.sub("", text)))
        text = bare if bare != text else line(re.sub(r"([<&])", r"\1 ", text))
    return text


def web_address(url: str) -> str | None:
    """*url* as an absolute http(s) URI in ASCII (RFC 3986, host by IDNA); None if it cannot be one."""
    try:
        parts = urlsplit(fit(url).strip())
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or re.fullmatch(r"[a-z0-9._-]+", host) is None:
        return None
    path, query, fragment = (_quoted(part) for part in (parts.path, parts.query, parts.fragment))
    if query or fragment:
        path = path or "/"  # the same address (RFC 3986 §6.2.3), and validators want it so
    return urlunsplit((parts.scheme, host + port, path, query, fragment))


def web_addresses(urls: Iterable[str], *, but: str | None = None) -> tuple[str, ...]:
    """*urls* as web addresses, in their order, each once; without those that cannot be one, and without *but*."""
    addresses = dict.fromkeys(web_address(url) for url in urls)
    return tuple(address for address in addresses if address is not None and address != but)


def media_type(text: str) -> str | None:
    """*text* as a media type (RFC 6838) in lower case, without parameters; None if it is none."""
    bare = text.partition(";")[0].strip().lower()
    return bare if _MEDIA_TYPE.fullmatch(bare) else None


def fit_enclosures(enclosures: Iterable[Enclosure]) -> tuple[Enclosure, ...]:
    """*enclosures* as feeds and pages can carry them, in their order, each address once.

    One whose address or type is none is left out: no reader could tell what to do with it. A length or duration
    that is not above zero is not known.
    """
    found: dict[str, Enclosure] = {}
    for each in enclosures:
        url, type_ = web_address(each.url), media_type(each.type)
        if url is not None and type_ is not None:
            title = name(each.title or "") or None
            found.setdefault(url, Enclosure(url, type_, _positive(each.length), _positive(each.duration_s), title))
    return tuple(found.values())


def _positive(number: int | None) -> int | None:
    return number if number is not None and number > 0 else None


def _quoted(part: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", part), safe=_URI_CHARACTERS + "?")
