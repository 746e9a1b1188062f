"""Inline markup through a translation: links, emphasis, code and pictures come out around the right words.

HTML becomes plain text with marks (``html``, ``marks``), which is cut into sentences (``pieces``). In the translation
of a sentence every mark is placed (``placing``) where the model's attention and the words themselves (``alignment``,
``guessing``, ``links``) say that it belongs.
"""
