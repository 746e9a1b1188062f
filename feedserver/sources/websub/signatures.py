"""Whether what was delivered comes from the hub that knows our secret."""

from __future__ import annotations

import hmac

# All that the Recommendation names (§7.1). sha1 too: widely used hubs have nothing else, and what broke SHA-1 are
# collisions, on which an HMAC does not rest (RFC 6194 §3.3).
_METHODS = ("sha1", "sha256", "sha384", "sha512")


def is_signed(secret: str, signature: str | None, body: bytes) -> bool:
    """Whether *signature*, the header ``X-Hub-Signature`` (``sha256=…``), is that of *body* under *secret*."""
    method, _, given = (signature or "").strip().partition("=")
    if method.lower() not in _METHODS:
        return False
    right = hmac.new(secret.encode("ascii"), body, method.lower()).hexdigest()
    return hmac.compare_digest(right.encode("ascii"), given.strip().lower().encode("utf-8", "replace"))
