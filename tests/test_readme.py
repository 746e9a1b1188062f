"""The README is part of the product: every setting and every command stands in it, as it is."""

import re
from pathlib import Path

import click

from feedserver.cli import main
from feedserver.settings import table

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")


def test_every_setting_stands_in_the_readme_with_its_default_and_help() -> None:
    rows = re.findall(r"^\| `(\w+)` \|(.*?)\| (.*?) \|$", README, re.MULTILINE)
    told = [(name, default.strip().strip("`"), help_text.replace("\\", "")) for name, default, help_text in rows]
    assert told == table()


def test_every_command_stands_in_the_readme() -> None:
    told = set(re.findall(r"^\| `feedserver ([a-z -]+?)(?: [\[A-Z-].*)?` \|", README, re.MULTILINE))
    assert told == set(_commands(main))


def _commands(group: click.Group, path: str = "") -> list[str]:
    names = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            names += [path + name] if command.invoke_without_command else []
            names += _commands(command, f"{path}{name} ")
        else:
            names.append(path + name)
    return names
