"""A container that is given two cores and a gigabyte has two cores and a gigabyte."""

from __future__ import annotations

import os
from pathlib import Path

from feedserver.translation.machine import usable_cores, usable_memory

GIB = 1024**3


def test_a_quota_of_a_control_group_counts(tmp_path: Path) -> None:
    free = usable_cores(tmp_path)
    assert 1 <= free <= (os.cpu_count() or 1)
    (tmp_path / "cpu.max").write_text("100000 100000\n")
    assert usable_cores(tmp_path) == 1
    (tmp_path / "cpu.max").write_text("50000 100000\n")
    assert usable_cores(tmp_path) == 1
    (tmp_path / "cpu.max").write_text("max 100000\n")
    assert usable_cores(tmp_path) == free


def test_memory_is_what_the_machine_has_left_or_the_control_group_if_that_is_less(tmp_path: Path) -> None:
    memory = tmp_path / "meminfo"
    memory.write_text("MemTotal:       4194304 kB\nMemAvailable:   2097152 kB\n")
    assert usable_memory(tmp_path, memory) == 2 * GIB
    (tmp_path / "memory.max").write_text(f"{GIB}\n")
    (tmp_path / "memory.current").write_text(f"{GIB // 2}\n")
    assert usable_memory(tmp_path, memory) == GIB // 2
    (tmp_path / "memory.max").write_text("max\n")
    assert usable_memory(tmp_path, memory) == 2 * GIB


def test_a_machine_that_does_not_tell_is_not_guessed_at(tmp_path: Path) -> None:
    assert usable_memory(tmp_path, tmp_path / "none") is None
