"""Writing what makes an Argos package of a converted model: metadata, tokenizer, README, and the zip file."""

from __future__ import annotations

import json
import shutil
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path

from feedserver.translation.building.card import Card
from feedserver.translation.building.conversion import QUANTIZATION
from feedserver.translation.building.plan import Plan
from feedserver.translation.packages.installed import file_name_of

_ARGOS_VERSION = "1.9"  # of Argos Translate, from which on target_prefix is known
_CONTROL = 3  # sentencepiece_model.proto: ModelProto.SentencePiece.Type.CONTROL


@dataclass(frozen=True, slots=True)
class Label:
    """What a package says about itself. origin: the hub's name of the checkpoint, or the folder's."""

    source: str
    target: str
    version: str
    origin: str
    revision: str | None
    card: Card

    @property
    def file_name(self) -> str:
        """As Argos names its packages: ``translate-en_kk-1_0``."""
        return file_name_of(self.source, self.target, self.version)


def write_files(package: Path, label: Label, plan: Plan) -> None:
    """Write what stands in the folder *package* beside the model. Raises OSError."""
    (package / "metadata.json").write_text(json.dumps(_metadata(label, plan), indent=4) + "\n", "ascii")
    (package / "README.md").write_text(_readme(label), "utf-8")
    (package / "sentencepiece.model").write_bytes(add_control_symbols(plan.sentencepiece.read_bytes(), plan.languages))


def pack(package: Path, file: Path) -> None:
    """Pack the folder *package* into the zip *file*: the same bytes for the same package. Raises OSError."""
    with zipfile.ZipFile(file, "w") as archive:
        for path in sorted(path for path in package.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"{package.name}/{path.relative_to(package).as_posix()}")  # dated 1980
            entry.external_attr = 0o644 << 16
            entry.file_size = path.stat().st_size
            # Eight-bit weights hardly get smaller, but would take minutes.
            entry.compress_type = zipfile.ZIP_STORED if path.suffix == ".bin" else zipfile.ZIP_DEFLATED
            with path.open("rb") as opened, archive.open(entry, "w") as written:
                shutil.copyfileobj(opened, written, 1 << 20)


def add_control_symbols(model: bytes, symbols: tuple[str, ...]) -> bytes:
    """The SentencePiece *model* with *symbols* that it decodes to nothing and never encodes text to.

    Argos decodes the language's token with the rest of a translation, and makes "kaz Cyrl" of it. As messages of
    protocol buffers are joined by writing one after the other, so are lists of pieces.
    """
    return model + b"".join(_field(1, _control_piece(symbol.encode())) for symbol in symbols)


def _control_piece(piece: bytes) -> bytes:
    """piece = 1, score = 2 (a float), type = 3 (a varint)."""
    return _field(1, piece) + struct.pack("<Bf", 2 << 3 | 5, 0.0) + bytes([3 << 3, _CONTROL])


def _field(number: int, data: bytes) -> bytes:
    """A field of protocol buffers, of the wire type with a length, which here takes one byte."""
    return bytes([number << 3 | 2, len(data)]) + data


def _metadata(label: Label, plan: Plan) -> dict[str, str]:
    metadata = {
        "package_version": label.version,
        "argos_version": _ARGOS_VERSION,
        "from_code": label.source,
        "from_name": _english_name(label.source),
        "to_code": label.target,
        "to_name": _english_name(label.target),
    }
    return metadata | ({"target_prefix": plan.target_prefix} if plan.target_prefix else {})


def _english_name(tag: str) -> str:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(tag, sep="-").get_display_name("en") or tag
    except (ValueError, UnknownLocaleError):
        return tag


def _readme(label: Label) -> str:
    revision = f", revision {label.revision}" if label.revision else ""
    about = f"""# {_english_name(label.source)} → {_english_name(label.target)}

- Made from: {label.origin}{revision}
- Licence of the checkpoint, and so of this package: {label.card.licence or "not stated; ask its makers"}
- Changes: converted to CTranslate2 with {QUANTIZATION} weights by feedserver; nothing was trained
"""
    if label.card.text:
        about += f"\nThe checkpoint's own description follows.\n\n---\n\n{label.card.text}\n"
    return about
