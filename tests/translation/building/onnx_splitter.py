"""A splitter of sentences such as Argos downloads, which ends one after every digit and at the end of the line."""

from __future__ import annotations

import json
from pathlib import Path

_CONFIG = {"feat_funcs": ["space_before", "end_of_para", "numeric"]}  # of its classes the third ends a sentence
_VOCABULARY = {"_unit2id": {"<PAD>": 0, "<UNK>": 1}, "_id2unit": ["<PAD>", "<UNK>"]}
_INT64, _FLOAT = 7, 1


def write_splitter(file: Path) -> None:
    """Write the model to *file*: the ONNX graph ``classes = features``, and what it is asked with."""
    graph = _text(2, "splitter")
    graph += _message(1, _text(1, "features") + _text(2, "classes") + _text(4, "Identity"))
    graph += _message(11, _value("units", _INT64, "ab")) + _message(11, _value("features", _FLOAT, "abc"))
    graph += _message(12, _value("classes", _FLOAT, "abc"))
    model = bytes([1 << 3, 8]) + _message(7, graph) + _message(8, bytes([2 << 3, 13]))
    for key, value in (("config", _CONFIG), ("vocab", _VOCABULARY)):
        model += _message(14, _text(1, key) + _text(2, json.dumps(value)))
    file.parent.mkdir(parents=True)
    file.write_bytes(model)


def _value(name: str, kind: int, dimensions: str) -> bytes:
    """A named tensor whose dimensions have the letters of *dimensions* as names."""
    shape = b"".join(_message(1, _text(2, dimension)) for dimension in dimensions)
    return _text(1, name) + _message(2, _message(1, bytes([1 << 3, kind]) + _message(2, shape)))


def _text(field: int, text: str) -> bytes:
    return _message(field, text.encode())


def _message(field: int, data: bytes) -> bytes:
    """A field of protocol buffers of the wire type with a length."""
    size, length = len(data), b""
    while size > 127:
        length += bytes([size & 127 | 128])
        size >>= 7
    return bytes([field << 3 | 2]) + length + bytes([size]) + data
