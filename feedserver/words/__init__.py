"""Words as a search sees them: what a text is compared by, what a query asks for, where a text has it.

Texts are folded (``folding``). A word of a query is looked for in its other forms (``forms``; ``kazakh``), so that no
text need be stemmed when it is kept. Nothing here knows a database.
"""

from __future__ import annotations

from feedserver.words.folding import folded
from feedserver.words.queries import terms_of
from feedserver.words.snippets import Snippet, make_snippet
from feedserver.words.terms import Form, Term

__all__ = ["Form", "Snippet", "Term", "folded", "make_snippet", "terms_of"]
