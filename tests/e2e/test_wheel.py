"""The wheel holds all that the program needs, and runs without the repository."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.e2e.live_site import REPOSITORY, LiveSite, title_of_seed


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
    )
    (path,) = folder.glob("*.whl")
    return path


def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.startswith("feedserver/")}
    package = REPOSITORY / "feedserver"
    files = {str(path.relative_to(REPOSITORY)) for path in package.rglob("*") if path.is_file()}
    assert packed == {name for name in files if "__pycache__" not in name}
    for kind in (
        "feedserver/web/templates/*.html",
        "feedserver/web/static/*.css",
        "feedserver/web/i18n/kk/*/*.mo",
        "feedserver/web/i18n/ru/*/*.mo",
        "feedserver/store/migrations/versions/*.py",
        "feedserver/store/migrations/env.py",
        "feedserver/profiles/kk.json",
        "feedserver/sources/*.toml",
        "feedserver/py.typed",
    ):
        assert any(Path(name).match(kind) for name in packed), kind


def test_an_installed_wheel_serves_articles(wheel: Path, site: LiveSite) -> None:
    site.python_path = site.root / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site.python_path)
    where = subprocess.run(
        [sys.executable, "-c", "import feedserver; print(feedserver.__file__)"],
        cwd=site.root,
        env=site.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(where.stdout.strip()).is_relative_to(site.python_path)
    site.serve()
    assert site.entry("kk", title_of_seed("kk", 0)) is not None
    page = site.ask("/ru/")
    assert page.status == 200
    assert title_of_seed("ru", 0) in page.text
    assert site.ask("/static/site.css").status == 200
