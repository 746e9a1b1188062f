"""The commands for where articles come from: ``feedserver sources …``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedserver.cli.sites import open_site
from feedserver.declarations import declare_source, is_web_address
from feedserver.errors import FeedserverError, NotFoundError
from feedserver.model import Source, SourceKind
from feedserver.settings import Settings, load_settings

if TYPE_CHECKING:
    from feedserver.sources.checking import Probe
    from feedserver.sources.polling.looks import Looker
    from feedserver.store.database import Connection, Database
    from feedserver.store.polls import Poll
    from feedserver.store.subscriptions import Subscription


@click.group()
def sources() -> None:
    """Where articles come from: folders, feeds of others, single web pages."""


@sources.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_sources(as_json: bool) -> None:
    """List the sources: where they stand, how many articles they have, when they are next looked at, what is wrong."""
    from feedserver.store.polls import list_polls
    from feedserver.store.sources import count_by_source, list_declared, list_sources, list_troubles
    from feedserver.store.subscriptions import list_subscriptions

    settings = load_settings()
    with open_site(settings).database.read() as connection:
        declared = list(list_declared(connection))
        counts = count_by_source(connection)
        polls = {poll.source: poll for poll in list_polls(connection)}
        titles = dict(list_sources(connection))
        troubles = list_troubles(connection)
        hubs = {each.source: each for each in list_subscriptions(connection) if each.is_wanted}
    rows = [
        _row(source, by.value, titles[source.slug], counts.get(source.slug, 0), polls.get(source.slug))
        | _hub_row(hubs.get(source.slug))
        | ({"trouble": troubles[source.slug]} if source.slug in troubles else {})
        for source, by in declared
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(_told(row))
    if not rows:
        click.echo("no sources; to add one: feedserver sources add https://example.org/feed.xml")


@sources.command("add")
@click.argument("location", metavar="ADDRESS|FOLDER")
@click.option("--slug", help="Its name in addresses and ids; default: made of the address.")
@click.option("--title", help="Its name for people; default: what it calls itself.")
@click.option("--language", metavar="TAG", help="The language it is in, where it does not say or is wrong.")
@click.option("--time-zone", metavar="ZONE", help="The zone of dates that name none, such as Asia/Almaty.")
@click.option("--category", "categories", multiple=True, help="A category of every article; may be repeated.")
@click.option("--by-folder", is_flag=True, help="Sub-folders are categories.")
@click.option("--full-text", is_flag=True, help="The feed has only teasers: read the articles' pages.")
@click.option("--as", "kind", type=click.Choice(["feed", "page"]), help="Add it as this, without looking first.")
def add_source(location: str, kind: str | None, **options: Any) -> None:
    """Add a folder, somebody's feed, or one web page, and read it.

    What stands at an address is found out: a feed is polled from then on, a page is read once.
    """
    from feedserver.startup import now_utc, schedule
    from feedserver.store.polls import plan_polls
    from feedserver.store.sources import DeclaredBy, save_source

    settings = load_settings()
    database = open_site(settings).database
    looker = _looker(settings, database)
    table = {name: list(value) if name == "categories" else value for name, value in options.items() if value}
    found = None
    if is_web_address(location):
        found = _probe(location, looker) if kind is None else None
        is_feed = kind == "feed" if found is None else found.kind is SourceKind.FEED
        table |= {"feed": location} if is_feed else {"pages": [location]}
    elif not Path(location).is_dir():
        raise click.ClickException(
            f"{location} is neither a web address nor a folder that is there; an address begins with https://"
        )
    else:
        table["folder"] = str(Path(location).resolve())
    source = declare_source(table)
    with database.write() as connection:
        source = _beside(connection, source)
        save_source(connection, source, DeclaredBy.COMMAND, now=now_utc())
        plan_polls(connection, interval_s=schedule(settings).first_s, now=now_utc())
    click.echo(f"added {source.kind} {source.slug}: {source.location}")
    if not _look_now(settings, database, looker, [source], found):
        sys.exit(1)


@sources.command("remove")
@click.argument("slug")
@click.option("--withdraw", is_flag=True, help="Its articles go too (410 to readers).")
def remove_source(slug: str, withdraw: bool) -> None:
    """Stop reading a source. Its articles stay, unless told otherwise."""
    from feedserver.startup import now_utc
    from feedserver.store.articles import withdraw_missing
    from feedserver.store.sources import DeclaredBy, get_source, undeclare

    settings = load_settings()
    with open_site(settings).database.write() as connection:
        _, declared_by = get_source(connection, slug)
        if declared_by is DeclaredBy.SETTINGS:
            raise click.ClickException(f"{slug} is declared in the settings; take it out there")
        if declared_by is DeclaredBy.START:
            raise click.ClickException(
                f"{slug} is the folder of articles that feedserver was started with; start it with another --articles, "
                "or with none: FEEDSERVER_ARTICLES="
            )
        undeclare(connection, slug)
        gone = withdraw_missing(connection, slug, (), now=now_utc()) if withdraw else []
    click.echo(f"removed {slug}" + (f" and withdrew {len(gone)} articles" if withdraw else "; its articles stay"))


@sources.command("check")
@click.argument("names", metavar="[SLUG|ADDRESS|FOLDER]…", nargs=-1)
def check_sources(names: Sequence[str]) -> None:
    """Try sources (default: all) without storing anything: what would be read, what not, and why.

    Exit status 1 if anything is refused.
    """
    from feedserver.sources.checking import check_source
    from feedserver.watching import make_folder

    settings = load_settings()
    database = open_site(settings).database
    looker = _looker(settings, database)
    refused = False
    for source, found in _named(database, looker, names):
        click.echo(f"{source.slug} ({source.kind} {source.location})")
        folder = make_folder(source, settings) if source.kind is SourceKind.FOLDER else None
        for finding in check_source(source, looker, folder, found.fetched if found else None):
            refused = refused or finding.is_refusal
            click.echo(f"  {'refused: ' if finding.is_refusal else ''}{finding.text}")
    if refused:
        sys.exit(1)


@sources.command("fetch")
@click.argument("slugs", metavar="[SLUG]…", nargs=-1)
def fetch_sources(slugs: Sequence[str]) -> None:
    """Read sources now (default: all), whether they are due or not, and all of them anew.

    Exit status 1 if anything could not be read.
    """
    settings = load_settings()
    database = open_site(settings).database
    chosen = _declared(database, slugs)
    if not _look_now(settings, database, _looker(settings, database), chosen):
        sys.exit(1)


@sources.command("import-opml")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--full-text", is_flag=True, help="The feeds have only teasers: read the articles' pages.")
def import_opml(file: Path, full_text: bool) -> None:
    """Add the feeds of an OPML file, as feed readers export it; its folders become categories."""
    from feedserver.sources.opml import read_opml
    from feedserver.startup import now_utc, schedule
    from feedserver.store.polls import plan_polls
    from feedserver.store.sources import DeclaredBy, list_declared, save_source

    settings = load_settings()
    subscriptions = read_opml(file.read_bytes(), str(file))
    added, refused = 0, 0
    with open_site(settings).database.write() as connection:
        there = {source.location for source, _ in list_declared(connection)}
        for each in subscriptions:
            if each.url in there:
                click.echo(f"is there already: {each.url}")
                continue
            table = {"feed": each.url, "categories": list(each.categories), "full_text": full_text}
            table |= {"title": each.title} if each.title else {}
            try:
                source = _with_free_slug(connection, declare_source(table))
            except FeedserverError as error:
                refused += 1
                click.echo(f"not added: {error}", err=True)
                continue
            save_source(connection, source, DeclaredBy.COMMAND, now=now_utc())
            added += 1
            click.echo(f"added {source.slug}: {source.location}")
        plan_polls(connection, interval_s=schedule(settings).first_s, now=now_utc())
    click.echo(
        f"added {added} of {len(subscriptions)} feeds; a running worker reads them, or: feedserver sources fetch"
    )
    if refused:
        sys.exit(1)


def _row(source: Source, declared_by: str, title: str, articles: int, poll: Poll | None) -> dict[str, Any]:
    """A source as ``list`` shows it; times in ISO 8601."""
    row: dict[str, Any] = {
        "slug": source.slug,
        "kind": source.kind.value,
        "title": title,
        "location": source.location,
        "declared_by": declared_by,
        "articles": articles,
    }
    if poll is not None:
        done = source.kind is SourceKind.PAGES and not poll.failures and poll.checked_at
        row |= {
            "moved_to": poll.address,
            "checked_at": poll.checked_at and poll.checked_at.isoformat(timespec="seconds"),
            "changed_at": poll.changed_at and poll.changed_at.isoformat(timespec="seconds"),
            "next_at": None if poll.is_gone or done else poll.due_at.isoformat(timespec="seconds"),
            "failures": poll.failures,
        }
    return {name: value for name, value in row.items() if value is not None}


def _hub_row(subscription: Subscription | None) -> dict[str, Any]:
    """What ``list`` shows of the hub that is to push a source."""
    if subscription is None:
        return {}
    pushed_at = subscription.delivered_at and subscription.delivered_at.isoformat(timespec="seconds")
    row = {"hub": subscription.hub, "pushed_at": pushed_at, "hub_trouble": subscription.trouble}
    return {name: value for name, value in row.items() if value is not None}


def _told(row: dict[str, Any]) -> str:
    articles = f"{row['articles']} article{'' if row['articles'] == 1 else 's'}"
    lines = [f"{row['slug']}: {row['title']} ({row['kind']} {row['location']}), {articles}"]
    if "moved_to" in row:
        lines.append(f"has moved to {row['moved_to']}")
    if "next_at" in row:
        lines.append(f"looked at {row.get('checked_at', 'never')}, next {row['next_at']}")
    if "hub" in row:
        lines.append(f"pushed by {row['hub']}, last {row.get('pushed_at', 'never')}")
    if "hub_trouble" in row:
        lines.append(f"trouble with the hub: {row['hub_trouble']}")
    if "trouble" in row:
        lines.append(f"trouble: {row['trouble']}")
    return "\n    ".join(lines)


def _looker(settings: Settings, database: Database) -> Looker:
    from feedserver.startup import now_utc
    from feedserver.stopping import Stop
    from feedserver.watching import make_looker

    return make_looker(settings, database, Stop(), now_utc)


def _probe(address: str, looker: Looker) -> Probe:
    """What stands at *address*; says which feeds a page has."""
    from feedserver.sources.checking import probe

    found = probe(address, looker)
    for feed in found.feeds:
        click.echo(f"this page has a feed; to follow it: feedserver sources add {feed}")
    return found


def _beside(connection: Connection, source: Source) -> Source:
    """*source* as it can stand beside those that there are: a page joins the others of its site."""
    from feedserver.store.sources import DeclaredBy, get_source

    try:
        there, declared_by = get_source(connection, source.slug)
    except NotFoundError:
        return source
    if declared_by is DeclaredBy.SETTINGS:
        raise click.ClickException(f"{source.slug} is declared in the settings; change it there or name another --slug")
    if declared_by is DeclaredBy.START:
        raise click.ClickException(f"{source.slug} is the folder that the server is started with; name another --slug")
    if source.kind is there.kind is SourceKind.PAGES:
        return replace(source, pages=tuple(dict.fromkeys((*there.pages, *source.pages))))
    if declared_by and there.location != source.location:
        raise click.ClickException(f"there is a source {source.slug} already: {there.location}; name another --slug")
    return source


def _with_free_slug(connection: Connection, source: Source) -> Source:
    """*source* under a slug that no other has."""
    from feedserver.store.sources import list_sources

    taken = {slug for slug, _ in list_sources(connection)}
    numbered = (f"{source.slug}-{number}" for number in count(2))
    return replace(source, slug=next(slug for slug in chain([source.slug], numbered) if slug not in taken))


def _declared(database: Database, slugs: Sequence[str]) -> list[Source]:
    """The declared sources with these slugs, or all. Raises NotFoundError."""
    from feedserver.store.sources import get_source, list_declared

    with database.read() as connection:
        if slugs:
            return [get_source(connection, slug)[0] for slug in slugs]
        return [source for source, _ in list_declared(connection)]


def _named(database: Database, looker: Looker, names: Sequence[str]) -> Iterator[tuple[Source, Probe | None]]:
    """The sources that are meant: slugs of declared ones, or addresses and folders as if they were declared."""
    for source in () if names else _declared(database, ()):
        yield source, None
    for name in names:
        if is_web_address(name):
            found = _probe(name, looker)
            yield declare_source({"feed": name} if found.kind is SourceKind.FEED else {"pages": [name]}), found
        elif Path(name).is_dir():
            yield declare_source({"folder": name}), None
        else:
            yield _declared(database, [name])[0], None


def _look_now(
    settings: Settings, database: Database, looker: Looker, chosen: Sequence[Source], found: Probe | None = None
) -> bool:
    """Look at these, tell what that did; whether nothing was refused. found: of the only one, if it was just asked."""
    from feedserver.startup import now_utc
    from feedserver.store.polls import get_poll, save_look
    from feedserver.watching import make_folder

    fine = True
    for source in chosen:
        if source.kind is SourceKind.FOLDER:
            reading = make_folder(source, settings).read(database, now=now_utc())
        else:
            with database.read() as connection:
                poll = get_poll(connection, source.slug)
            reading, poll = looker.look(source, poll, anew=True, fetched=found.fetched if found else None)
            with database.write() as connection:
                save_look(connection, source, poll)
        told = ", ".join(f"{what} {len(ids)}" for what, ids in reading.done.items())
        click.echo(f"{source.slug}: {told}")
        for error in reading.refused:
            click.echo(f"not read: {error}", err=True)
        fine = fine and not reading.refused
    return fine
