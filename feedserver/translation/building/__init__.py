"""Building packages: a Hugging Face checkpoint becomes an ordinary ``.argosmodel``. Needs ``feedserver[build]``."""
