"""``python -m feedserver``."""

from feedserver.cli import main

main()
