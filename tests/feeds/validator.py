"""What feed validators object to, errors and warnings alike, for the kind of feeds this project makes.

The rules of RFC 4287 (Atom), the RSS 2.0 specification with the RSS Best Practices Profile, Media RSS, and JSON Feed
1.1, as far as the W3C feed validator enforces them, in its strictness but in words and code of our own, since it
cannot be installed for tests. A valid feed has no complaints.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html.entities import name2codepoint
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from babel import Locale
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
XML = "{http://www.w3.org/XML/1998/namespace}"
KNOWN_NAMESPACES = {
    name[1:-1]: prefix for name, prefix in ((CONTENT, "content"), (DC, "dc"), (MEDIA, "media"), (HISTORY, "fh"))
}
CONTENT_TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}

MANY = 10**9
# How often an element may stand in its parent: (at least, at most).
ATOM_FEED = {
    **dict.fromkeys(("id", "title", "updated"), (1, 1)),
    **dict.fromkeys(("generator", "icon", "logo", "rights", "subtitle"), (0, 1)),
    **dict.fromkeys(("author", "category", "contributor", "link", "entry"), (0, MANY)),
}
ATOM_ENTRY = {
    **dict.fromkeys(("id", "title", "updated"), (1, 1)),
    **dict.fromkeys(("content", "published", "rights", "source", "summary"), (0, 1)),
    **dict.fromkeys(("author", "category", "contributor", "link"), (0, MANY)),
    **dict.fromkeys((f"{MEDIA}content", f"{MEDIA}thumbnail"), (0, MANY)),
}
ATOM_PERSON = {"name": (1, 1), "uri": (0, 1), "email": (0, 1)}
RSS_CHANNEL = {
    **dict.fromkeys(("title", "link", "description"), (1, 1)),
    **dict.fromkeys(("language", "copyright", "pubDate", "lastBuildDate", "generator", "docs", "ttl"), (0, 1)),
    **dict.fromkeys(("category", "item", f"{ATOM}link"), (0, MANY)),
    f"{HISTORY}archive": (0, 1),
}
RSS_ITEM = {
    "guid": (1, 1),
    **dict.fromkeys(("title", "link", "description", "pubDate", "comments", "source", "enclosure"), (0, 1)),
    **dict.fromkeys((f"{CONTENT}encoded", f"{DC}language"), (0, 1)),
    **dict.fromkeys(("category", f"{ATOM}link", f"{DC}creator", f"{DC}contributor"), (0, MANY)),
    **dict.fromkeys((f"{MEDIA}content", f"{MEDIA}thumbnail"), (0, MANY)),
}
MEDIA_CONTENT = {f"{MEDIA}title": (0, 1)}
ATTRIBUTES = {
    "link": {"href", "rel", "type", "hreflang", "title", "length"},
    "category": {"term", "scheme", "label", "domain"},
    "generator": {"uri", "version"},
    "guid": {"isPermaLink"},
    "rss": {"version"},
    "enclosure": {"url", "length", "type"},
    **{name: {"type"} for name in ("title", "subtitle", "summary", "content", "rights")},
}
MEDIA_ATTRIBUTES = {
    "content": {"url", "type", "medium", "fileSize", "duration", "width", "height", "lang"},
    "thumbnail": {"url", "width", "height", "time"},
    "title": {"type"},
}
MEDIUMS = {"image", "audio", "video", "document", "executable"}
LINK_RELATIONS = {
    "alternate",
    "enclosure",
    "related",
    "self",
    "via",
    "replies",
    "license",
    "next",
    "previous",
    "hub",
    "current",
    "prev-archive",
    "next-archive",
}

HTML_ELEMENTS = {
    *(
        "a",
        "abbr",
        "b",
        "bdi",
        "blockquote",
        "br",
        "cite",
        "code",
        "dd",
        "del",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "figure",
    ),
    *("figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre"),
    *("q", "s", "samp", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead"),
    *("time", "tr", "u", "ul", "var", "wbr"),
}
VOID_ELEMENTS = {"br", "hr", "img", "wbr"}
BLOCK_ELEMENTS = {"p", "ul", "ol", "h2", "h3", "div", "blockquote", "table"}
HTML_ATTRIBUTES = {
    *("abbr", "alt", "cite", "class", "datetime", "dir", "height", "href", "hreflang", "id", "lang", "rel", "src"),
    *("title", "width"),
}

URI = re.compile(r"[a-z][a-z0-9+.-]*:[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,#]+")
TAG_URI = re.compile(r"tag:([a-z0-9._-]+@)?[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,]*")
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
RFC822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    r"\d{4} \d\d:\d\d:\d\d [+-]\d{4}"
)
TOKEN = r'[^\s()<>,;:\\"/\[\]?=]+'
MEDIA_TYPE = re.compile(rf"{TOKEN}/{TOKEN}(\s*;\s*{TOKEN}={TOKEN})*")
WEB_ADDRESS = re.compile(r"https?://(([0-9]{1,3}\.){3}|([a-z0-9-]+\.)+)[a-z0-9][a-z0-9-]*(:\d+)?(/.*)?", re.IGNORECASE)
SUSPECT = re.compile("[\x7f-\x9f\ufffd\ufffe\uffff\ufdd0-\ufdef]")


def complaints(body: bytes, format_: str, *, url: str, content_type: str, now: datetime) -> list[str]:
    """What is wrong with a feed. format_: atom, rss or json. url: where it was fetched from. now: the clock."""
    found = [] if content_type == CONTENT_TYPES[format_] else [f"content type {content_type}"]
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        return [*found, f"not UTF-8: {error}"]
    if format_ == "json":
        return found + list(_json_feed(text, url, now))
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError as error:
        return [*found, f"not well-formed: {error}"]
    if not text.lower().startswith(
        ("<?xml version='1.0' encoding='utf-8'?>", '<?xml version="1.0" encoding="utf-8"?>')
    ):
        found.append("no XML declaration that says UTF-8")
    rules = _atom(root, url, now) if format_ == "atom" else _rss(root, text, url, now)
    return found + list(_characters(root)) + list(_namespaces(root, format_)) + list(rules)


# Atom -----------------------------------------------------------------------------------------------------


def _atom(feed: Any, url: str, now: datetime) -> Iterator[str]:
    if feed.tag != f"{ATOM}feed":
        yield f"the root is {feed.tag}"
        return
    yield from _children(
        feed, {_atom_name(name): times for name, times in ATOM_FEED.items()} | {f"{HISTORY}archive": (0, 1)}
    )
    yield from _uri(feed.findtext(f"{ATOM}id"), "feed id")
    yield from _atom_texts(feed, now)
    links = feed.findall(f"{ATOM}link")
    yield from _links(links, url)
    yield from _self_link(links, url)
    entries = feed.findall(f"{ATOM}entry")
    after = [child.tag for child in feed[list(feed).index(entries[0]) :]] if entries else []
    if set(after) - {f"{ATOM}entry"}:
        yield "metadata after the first entry"
    for name in ("id", "updated"):
        for value, times in Counter(entry.findtext(f"{ATOM}{name}") for entry in entries).items():
            if times > 1:
                yield f"{times} entries have the same {name}: {value}"
    has_author = feed.find(f"{ATOM}author") is not None
    for entry in entries:
        yield from _atom_entry(entry, url, now, has_author)


def _atom_entry(entry: Any, url: str, now: datetime, feed_has_author: bool) -> Iterator[str]:
    yield from _children(entry, {_atom_name(name): times for name, times in ATOM_ENTRY.items()})
    yield from _uri(entry.findtext(f"{ATOM}id"), "entry id")
    yield from _language(entry.get(f"{XML}lang"), "xml:lang of an entry")
    yield from _atom_texts(entry, now)
    links = entry.findall(f"{ATOM}link")
    yield from _links(links, url)
    yield from _media(entry)
    if entry.find(f"{ATOM}author") is None and not feed_has_author:
        yield "an entry without author in a feed without author"
    if entry.find(f"{ATOM}content") is None and entry.find(f"{ATOM}summary") is None:
        yield "an entry without text"
    if not any(link.get("rel", "alternate") == "alternate" for link in links):
        yield "an entry without alternate link"


def _atom_texts(parent: Any, now: datetime) -> Iterator[str]:
    for name in ("title", "subtitle", "summary", "content"):
        for element in parent.findall(f"{ATOM}{name}"):
            if not (element.text or "").strip():
                yield f"empty {name}"
            elif element.get("type", "text") == "html":
                yield from _html(element.text, name)
            elif element.get("type", "text") != "text":
                yield f"{name} of type {element.get('type')}"
            else:
                yield from _plain(element.text, name)
    for name in ("updated", "published"):
        for element in parent.findall(f"{ATOM}{name}"):
            yield from _rfc3339(element.text or "", name, now)
    for person in (*parent.findall(f"{ATOM}author"), *parent.findall(f"{ATOM}contributor")):
        yield from _children(person, {_atom_name(name): times for name, times in ATOM_PERSON.items()})
        yield from _person(person.findtext(f"{ATOM}name") or "")
    for category in parent.findall(f"{ATOM}category"):
        if not category.get("term"):
            yield "a category without term"
        if category.get("scheme") is not None:
            yield from _uri(category.get("scheme"), "category scheme")
        yield from _plain(category.get("label", ""), "category label")


def _atom_name(name: str) -> str:
    return name if name.startswith("{") else f"{ATOM}{name}"


# RSS ------------------------------------------------------------------------------------------------------


def _rss(rss: Any, text: str, url: str, now: datetime) -> Iterator[str]:
    channel = rss.find("channel")
    if rss.tag != "rss" or rss.get("version") != "2.0" or channel is None or len(rss) != 1:
        yield "not an RSS 2.0 document with one channel"
        return
    if re.search(r"&amp;|&lt;", text):
        yield "& or < not written as a hexadecimal reference (RSS Best Practices Profile)"
    yield from _children(channel, RSS_CHANNEL)
    yield from _uri(channel.findtext("link"), "channel link")
    yield from _rss_text(channel.findtext("title") or "", "channel title")
    yield from _rss_text(channel.findtext("description") or "", "channel description", empty=True)
    if channel.find("language") is not None:
        yield from _language(channel.findtext("language"), "language")
    if channel.find("lastBuildDate") is not None:
        yield from _rfc822(channel.findtext("lastBuildDate") or "", "lastBuildDate", now)
    links = channel.findall(f"{ATOM}link")
    yield from _links(links, url)
    yield from _self_link(links, url)
    items = channel.findall("item")
    if items and any(child.tag != "item" for child in channel[list(channel).index(items[0]) :]):
        yield "channel metadata after the first item"
    for guid, times in Counter(item.findtext("guid") for item in items).items():
        if times > 1:
            yield f"{times} items have the same guid: {guid}"
    for item in items:
        yield from _rss_item(item, url, now)


def _rss_item(item: Any, url: str, now: datetime) -> Iterator[str]:
    yield from _children(item, RSS_ITEM)
    yield from _rss_text(item.findtext("title") or "", "item title")
    yield from _uri(item.findtext("link"), "item link")
    for name in ("description", f"{CONTENT}encoded"):
        if item.find(name) is not None:
            yield from _html(item.findtext(name) or "", name)
    order = [child.tag for child in item]
    if f"{CONTENT}encoded" in order and "description" not in order[: order.index(f"{CONTENT}encoded")]:
        yield "content:encoded without a description before it"
    guid = item.find("guid")
    if guid is not None and guid.get("isPermaLink") != "false":
        yield "a guid that is no permalink must say so"
    if guid is not None:
        yield from _uri(guid.text, "guid")
    if item.find("pubDate") is not None:
        yield from _rfc822(item.findtext("pubDate") or "", "pubDate", now)
    for category in item.findall("category"):
        yield from _rss_text(category.text or "", "category")
    for person in item.findall(f"{DC}creator"):
        yield from _person(person.text or "")
    for language in (item.get(f"{XML}lang"), item.findtext(f"{DC}language")):
        yield from _language(language, "language of an item")
    yield from _links(item.findall(f"{ATOM}link"), url)
    for enclosure in item.findall("enclosure"):
        yield from _uri(enclosure.get("url"), "url of an enclosure")
        if not WEB_ADDRESS.fullmatch(enclosure.get("url", "")):
            yield f"an enclosure that is not on the web: {enclosure.get('url')}"
        yield from _whole_number(enclosure.get("length", ""), "length of an enclosure")
        yield from _media_type(enclosure.get("type", ""), "enclosure")
    yield from _media(item)


def _rss_text(text: str, what: str, *, empty: bool = False) -> Iterator[str]:
    """RSS does not say whether titles are HTML: neither a tag nor a bare reference may be in them."""
    if not empty and not text.strip():
        yield f"empty {what}"
    if any(tag.lower() in HTML_ELEMENTS for tag in re.findall(r"</(\w+)>", text)):
        yield f"HTML in {what}: {text}"


# JSON Feed ------------------------------------------------------------------------------------------------

JSON_FEED: Mapping[str, type] = {
    **dict.fromkeys(("version", "title", "home_page_url", "feed_url", "next_url", "description", "language"), str),
    **dict.fromkeys(("authors", "items", "hubs"), list),
}
JSON_ITEM: Mapping[str, type] = {
    **dict.fromkeys(("id", "url", "external_url", "title", "content_html", "summary", "image"), str),
    **dict.fromkeys(("date_published", "date_modified", "language"), str),
    **dict.fromkeys(("authors", "tags", "attachments"), list),
}
JSON_ATTACHMENT: Mapping[str, type] = {
    **dict.fromkeys(("url", "mime_type", "title"), str),
    **dict.fromkeys(("size_in_bytes", "duration_in_seconds"), int),
}


def _json_feed(text: str, url: str, now: datetime) -> Iterator[str]:
    if text.startswith("\ufeff"):
        yield "a byte order mark"
    feed = json.loads(text)
    yield from _members(feed, JSON_FEED, ("version", "title", "items"))
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield f"version {feed.get('version')}"
    if feed.get("feed_url") != url:
        yield f"feed_url is {feed.get('feed_url')}, not {url}"
    yield from _uri(feed.get("home_page_url"), "home_page_url")
    if "language" in feed:
        yield from _language(feed["language"], "language")
    if "next_url" in feed:
        yield from _uri(feed["next_url"], "next_url")
        if feed["next_url"] == feed.get("feed_url"):
            yield "next_url is feed_url"
    for hub in feed.get("hubs", ()):
        yield from _uri(hub.get("url"), "hub")
        if hub.keys() != {"type", "url"}:
            yield f"a hub with {', '.join(hub)}"
    for identifier, times in Counter(item.get("id") for item in feed["items"]).items():
        if times > 1:
            yield f"{times} items have the same id: {identifier}"
    for item in feed["items"]:
        yield from _members(item, JSON_ITEM, ("id",))
        if not item.get("content_html"):
            yield "an item without content"
        yield from _html(item.get("content_html", ""), "content_html")
        yield from _language(item.get("language"), "language of an item")
        for name in ("date_published", "date_modified"):
            yield from _rfc3339(item.get(name, ""), name, now)
        for name in ("url", "external_url", "image"):
            if name in item:
                yield from _uri(item[name], name)
        for attachment in item.get("attachments", ()):
            yield from _members(attachment, JSON_ATTACHMENT, ("url", "mime_type"))
            yield from _uri(attachment.get("url"), "url of an attachment")
            yield from _media_type(attachment.get("mime_type", ""), "attachment")
        if SUSPECT.search(json.dumps(item, ensure_ascii=False)):
            yield "characters no one means"


def _members(object_: dict[str, Any], known: Mapping[str, type], required: tuple[str, ...]) -> Iterator[str]:
    for name, value in object_.items():
        if name.startswith("_"):
            if not isinstance(value, dict) or "." in name:
                yield f"the extension {name} is not an object"
        elif name not in known:
            yield f"unknown member {name}"
        elif not isinstance(value, known[name]):
            yield f"{name} is a {type(value).__name__}"
        elif name == "authors" and not all(author.get("name") for author in value):
            yield "an author without name"
    for name in required:
        if name not in object_:
            yield f"no {name}"


# What the formats share -----------------------------------------------------------------------------------


def _children(parent: Any, allowed: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    counts = Counter(child.tag for child in parent)
    for tag in counts.keys() - allowed.keys():
        yield f"{tag} in {parent.tag}"
    for tag, (least, most) in allowed.items():
        if not least <= counts[tag] <= most:
            yield f"{counts[tag]} times {tag} in {parent.tag}"
    for child in parent:
        attributes = MEDIA_ATTRIBUTES if child.tag.startswith(MEDIA) else ATTRIBUTES
        known = attributes.get(etree.QName(child).localname, set())
        for attribute in child.attrib:
            if attribute not in known and not attribute.startswith(XML):
                yield f"attribute {attribute} of {child.tag}"
        if child.tag.endswith(("}link", "}category")) and (child.text or len(child)):
            yield f"{child.tag} is not empty"


def _namespaces(root: Any, format_: str) -> Iterator[str]:
    """Validators warn of namespaces they do not know, and of known ones under another prefix."""
    for element in root.iter():
        for prefix, namespace in element.nsmap.items():
            usual = KNOWN_NAMESPACES.get(namespace)
            if namespace == ATOM[1:-1]:
                usual = None if format_ == "atom" else "atom"
            elif usual is None:
                yield f"unknown namespace {namespace}"
                continue
            if prefix != usual:
                yield f"prefix {prefix} for {namespace}"


def _characters(root: Any) -> Iterator[str]:
    for element in root.iter():
        for text in (element.text, element.tail, *element.attrib.values()):
            if text and SUSPECT.search(text):
                yield f"characters no one means in {element.tag}: {text!r}"


def _links(links: list[Any], url: str) -> Iterator[str]:
    alternates = Counter(
        (link.get("type", ""), link.get("hreflang", ""))
        for link in links
        if link.get("rel", "alternate") == "alternate"
    )
    for pair, times in alternates.items():
        if times > 1:
            yield f"{times} alternate links of type and language {pair}"
    for link in links:
        yield from _uri(link.get("href"), "link")
        if link.get("rel", "alternate") not in LINK_RELATIONS:
            yield f"link relation {link.get('rel')}"
        yield from _media_type(link.get("type", "text/html"), "link")
        if link.get("length") is not None:
            yield from _whole_number(link.get("length"), "length of a link")
        if link.get("title") is not None:
            yield from _title(link.get("title"), "link")
        if link.get("hreflang") is not None:
            yield from _language(link.get("hreflang"), "hreflang")


def _media(parent: Any) -> Iterator[str]:
    """Media RSS, as an entry or an item has it: not in groups, which are for versions of one thing."""
    for thumbnail in parent.findall(f"{MEDIA}thumbnail"):
        yield from _uri(thumbnail.get("url"), "url of a thumbnail")
    for content in parent.findall(f"{MEDIA}content"):
        yield from _children(content, MEDIA_CONTENT)
        yield from _uri(content.get("url"), "url of media content")
        yield from _media_type(content.get("type", ""), "media content")
        if content.get("medium", "document") not in MEDIUMS:
            yield f"medium {content.get('medium')}"
        yield from _whole_number(content.get("fileSize", "1"), "fileSize", least=1)
        yield from _whole_number(content.get("duration", "1"), "duration", least=1)
        for title in content.findall(f"{MEDIA}title"):
            yield from _title(title.text or "", "media content")


def _title(text: str, what: str) -> Iterator[str]:
    if not text.strip():
        yield f"{what} with an empty title"
    yield from _plain(text, f"the title of {what}")


def _media_type(value: str, what: str) -> Iterator[str]:
    if not MEDIA_TYPE.fullmatch(value):
        yield f"{what} of type {value}"


def _whole_number(value: str, what: str, *, least: int = 0) -> Iterator[str]:
    if not re.fullmatch(r"[0-9]+", value) or int(value) < least:
        yield f"{what} is {value}"


def _self_link(links: list[Any], url: str) -> Iterator[str]:
    selves = [link for link in links if link.get("rel") == "self"]
    if len(selves) != 1:
        yield f"{len(selves)} self links"
    for link in selves:
        if link.get("href") != url:
            yield f"the self link is {link.get('href')}, not {url}"
        if link.get("type") not in ("application/atom+xml", "application/rss+xml"):
            yield f"a self link of type {link.get('type')}"


def _uri(value: str | None, what: str) -> Iterator[str]:
    if value is None or not URI.fullmatch(value) or re.search(r"%(?![0-9A-F]{2})", value):
        yield f"{what} is no absolute URI: {value}"
    elif value.startswith("tag:") and not TAG_URI.fullmatch(value):
        yield f"{what} is no tag URI: {value}"
    elif value.startswith("http") and not urlsplit(value).hostname:
        yield f"{what} has no host: {value}"


def _language(tag: str | None, what: str) -> Iterator[str]:
    if (tag or "").split("-")[0].lower() not in {*Locale("en").languages, "und", "mul"}:
        yield f"{what} is no language: {tag}"


def _rfc3339(value: str, what: str, now: datetime) -> Iterator[str]:
    if not RFC3339.fullmatch(value):
        yield f"{what} is no RFC 3339 date: {value}"
    else:
        yield from _plausible(datetime.fromisoformat(value), what, now)


def _rfc822(value: str, what: str, now: datetime) -> Iterator[str]:
    if not RFC822.fullmatch(value):
        yield f"{what} is no RFC 822 date: {value}"
        return
    date = parsedate_to_datetime(value)
    if date.strftime("%a") != value[:3]:
        yield f"{what} is on another day of the week: {value}"
    yield from _plausible(date, what, now)


def _plausible(date: datetime, what: str, now: datetime) -> Iterator[str]:
    if not datetime(1990, 1, 1, tzinfo=UTC) <= date <= now + timedelta(minutes=10):
        yield f"{what} is implausible: {date}"


def _plain(text: str, what: str) -> Iterator[str]:
    """Plain text that looks like HTML is HTML that was not declared."""
    if any(tag.lower() in HTML_ELEMENTS for tag in re.findall(r"</(\w+)>", text)):
        yield f"HTML in {what}: {text}"
    for reference in re.findall(r"&(#?\w+)", text):
        if reference in name2codepoint or reference == "apos" or not reference.isalpha():
            yield f"a reference in {what}: {text}"


def _person(name: str) -> Iterator[str]:
    if not name.strip():
        yield "a person without name"
    if re.search(r"<[^<>@ ]+@[^<>@ ]+>", name):
        yield f"an e-mail address in a name: {name}"
    yield from _plain(name, "the name of a person")


def _html(text: str, what: str) -> Iterator[str]:
    parser = _Html(what)
    parser.feed(text)
    parser.close()
    if parser.open:
        parser.found.append(f"unclosed {parser.open} in {what}")
    yield from parser.found


class _Html(HTMLParser):
    """Collects what an HTML parser would have to repair and what feed readers take out."""

    def __init__(self, what: str) -> None:
        super().__init__(convert_charrefs=False)
        self.what = what
        self.found: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in HTML_ELEMENTS:
            self.found.append(f"element {tag} in {self.what}")
        if tag in BLOCK_ELEMENTS and "p" in self.open:
            self.found.append(f"{tag} inside a paragraph in {self.what}")
        if tag == "li" and (not self.open or self.open[-1] not in ("ul", "ol")):
            self.found.append(f"a list item outside a list in {self.what}")
        if tag not in VOID_ELEMENTS:
            self.open.append(tag)
        for name, value in attrs:
            if name not in HTML_ATTRIBUTES:
                self.found.append(f"attribute {name} in {self.what}")
            if name in ("href", "src") and not re.match(r"\w+:", value or ""):
                self.found.append(f"relative link {value} in {self.what}")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.found.append(f"</{tag}> closes nothing in {self.what}")

    def handle_data(self, data: str) -> None:
        if "<" in data or "&" in data:
            self.found.append(f"unescaped markup in {self.what}: {data}")

    def handle_entityref(self, name: str) -> None:
        if name not in name2codepoint:
            self.found.append(f"unknown reference &{name}; in {self.what}")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"a comment in {self.what}")

    def unknown_decl(self, data: str) -> None:
        self.found.append(f"a declaration in {self.what}")
