"""What files a folder holds: named, in order, without what is nobody's article."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedserver.errors import SourceError
from feedserver.sources.folders.listing import list_files, shown, signature_of


def fill(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("text")


def names(root: Path) -> list[str]:
    return [name for name, _ in list_files(root)]


def test_files_are_listed_with_their_folders_in_order(tmp_path: Path) -> None:
    fill(tmp_path, "b.txt", "a/z.md", "a/b/c.html", "қала/жаңалық.txt", "A.json", "noending")

    assert names(tmp_path) == ["A.json", "a/b/c.html", "a/z.md", "b.txt", "noending", "қала/жаңалық.txt"]


def test_an_empty_folder_has_no_files(tmp_path: Path) -> None:
    assert names(tmp_path) == []


def test_what_is_hidden_a_picture_or_saved_beside_a_page_is_left_out(tmp_path: Path) -> None:
    fill(tmp_path, "page.html", "photo.JPG", "style.css", "sound.mp3", ".hidden.txt", ".git/config", "folder/.x")
    fill(tmp_path, "page_files/frame.html", "Page2_Files/frame.html", "стр_файлы/frame.html", "my_files.txt")

    assert names(tmp_path) == ["my_files.txt", "page.html"]


def test_the_state_of_a_file_changes_with_it(tmp_path: Path) -> None:
    fill(tmp_path, "one.txt", "two.txt")
    before = dict(list_files(tmp_path))
    (tmp_path / "one.txt").write_text("other")
    os.utime(tmp_path / "one.txt", ns=(5, 5))

    after = dict(list_files(tmp_path))
    assert after["one.txt"] == signature_of((tmp_path / "one.txt").stat()) != before["one.txt"]
    assert after["two.txt"] == before["two.txt"]


def test_a_file_put_in_the_place_of_another_of_the_same_age_and_size_is_seen(tmp_path: Path) -> None:
    fill(tmp_path, "one.txt", "two.txt")
    for name in ("one.txt", "two.txt"):
        os.utime(tmp_path / name, ns=(5, 5))
    before = dict(list_files(tmp_path))
    (tmp_path / "two.txt").replace(tmp_path / "one.txt")

    assert dict(list_files(tmp_path))["one.txt"] != before["one.txt"]


def test_links_to_folders_to_nothing_and_to_themselves_are_left_out(tmp_path: Path) -> None:
    fill(tmp_path, "real/one.txt")
    (tmp_path / "folder").symlink_to(tmp_path / "real")
    (tmp_path / "real" / "up").symlink_to(tmp_path)
    (tmp_path / "nothing.txt").symlink_to(tmp_path / "missing.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "file.txt").symlink_to(tmp_path / "real" / "one.txt")

    assert names(tmp_path) == ["file.txt", "real/one.txt"]


def test_a_folder_may_itself_be_a_link(tmp_path: Path) -> None:
    fill(tmp_path / "real", "one.txt")
    (tmp_path / "link").symlink_to(tmp_path / "real")

    assert names(tmp_path / "link") == ["one.txt"]


@pytest.mark.parametrize(("name", "reason"), [("missing", "No such file"), ("one.txt", "Not a directory")])
def test_a_folder_that_cannot_be_read_is_named(tmp_path: Path, name: str, reason: str) -> None:
    fill(tmp_path, "one.txt")

    with pytest.raises(SourceError, match=rf"^folder of articles .*{name}: {reason}"):
        names(tmp_path / name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_sub_folder_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    fill(tmp_path, "closed/one.txt")
    (tmp_path / "closed").chmod(0)
    try:
        with pytest.raises(SourceError, match=r"closed: Permission denied"):
            names(tmp_path)
    finally:
        (tmp_path / "closed").chmod(0o755)


def test_a_sub_folder_that_goes_while_it_is_listed_is_left_out(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "b/one.txt", "c.txt")
    listing = list_files(tmp_path)
    assert next(listing)[0] == "a.txt"
    (tmp_path / "b" / "one.txt").unlink()
    (tmp_path / "b").rmdir()

    assert [name for name, _ in listing] == ["c.txt"]


def test_folders_in_folders_are_listed_however_deep(tmp_path: Path) -> None:
    deep = "d/" * 300
    fill(tmp_path, f"{deep}one.txt")

    assert names(tmp_path) == [f"{deep}one.txt"]


def test_a_name_that_is_no_utf_8_is_listed_and_shown_with_its_bytes(tmp_path: Path) -> None:
    raw = os.fsdecode(b"caf\xe9.txt")
    (tmp_path / raw).write_text("text")

    assert names(tmp_path) == [raw]
    assert shown(raw) == "caf\\udce9.txt"


@given(st.text())
def test_a_name_that_can_be_shown_is_shown_as_it_is(name: str) -> None:
    assert shown(name) == name


@given(st.binary())
def test_every_name_can_be_shown(name: bytes) -> None:
    shown(os.fsdecode(name)).encode()
