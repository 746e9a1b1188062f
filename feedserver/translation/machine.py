"""What this machine lends a process: cores and memory, also inside a container (Linux control groups)."""

from __future__ import annotations

import os
from pathlib import Path

_GROUPS = Path("/sys/fs/cgroup")
_MEMORY = Path("/proc/meminfo")


def usable_cores(groups: Path = _GROUPS) -> int:
    """How many cores this process may use at once, at least 1: by its affinity and its control group's quota."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS
        cores = os.cpu_count() or 1
    quota = _words(groups / "cpu.max")  # "200000 100000": microseconds of so many
    if len(quota) == 2 and quota[0].isdigit() and quota[1].isdigit():
        cores = min(cores, max(1, int(quota[0]) // int(quota[1])))
    return cores


def usable_memory(groups: Path = _GROUPS, memory: Path = _MEMORY) -> int | None:
    """How many bytes of memory may still be taken, None if the machine does not tell."""
    amounts = []
    words = _words(memory)
    if "MemAvailable:" in words:
        amounts.append(int(words[words.index("MemAvailable:") + 1]) * 1024)
    limit, used = _words(groups / "memory.max"), _words(groups / "memory.current")
    if limit and used and limit[0].isdigit():
        amounts.append(max(0, int(limit[0]) - int(used[0])))
    return min(amounts, default=None)


def _words(file: Path) -> list[str]:
    try:
        return file.read_text("ascii").split()
    except (OSError, ValueError):
        return []
