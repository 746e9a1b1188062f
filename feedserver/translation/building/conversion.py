"""Converting the weights of a checkpoint to CTranslate2, with eight bits a weight."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from feedserver.errors import PackageError
from feedserver.translation.building.plan import Plan

if TYPE_CHECKING:
    import numpy

QUANTIZATION = "int8"
# CTranslate2 takes so many tokens of a sentence, and fails, with all that is in the batch, where positions end before.
_POSITIONS = 1024


def convert(checkpoint: Path, plan: Plan, model: Path, called: str) -> None:
    """Convert the *checkpoint* to the new folder *model* as *plan* says.

    It needs as much memory as the weights, and half as much again. Nothing of the checkpoint is run: no code that
    lies in it, and pickled weights are read as weights only. Raises PackageError, which calls the checkpoint
    *called*, if it cannot be converted, OSError if the folder cannot be written.
    """
    converter = _make_converter(checkpoint, plan)
    try:
        spec = converter.load()
        spec.validate()
        spec.optimize(quantization=QUANTIZATION)
    except MemoryError as error:
        raise PackageError(f"{called}: there is not enough memory to convert it") from error
    except Exception as error:  # transformers, torch, safetensors and pickle: each raises its own
        raise PackageError(f"{called}: cannot be converted: {error}") from error
    model.mkdir()
    spec.save(str(model))


def _make_converter(checkpoint: Path, plan: Plan) -> Any:
    from ctranslate2.converters import TransformersConverter

    class Converter(TransformersConverter):  # type: ignore[misc]
        """The converter of CTranslate2, which asks transformers for the weights, but takes the rest from *plan*."""

        def load(self) -> Any:
            spec = self._load()
            # Argos gives the text's tokens alone; what else a sentence needs CTranslate2 shall add.
            spec.config.add_source_eos = True
            spec.config.add_source_bos = plan.source_prefix is not None
            spec.config.bos_token = plan.source_prefix or spec.config.bos_token
            for side in (spec.encoder, spec.decoder):
                side.position_encodings.encodings = _lengthened(side.position_encodings.encodings)
            _look_where_words_meet(spec.decoder)
            return spec

        def load_model(self, model_class: Any, path: str, **options: Any) -> Any:
            return model_class.from_pretrained(path, weights_only=True, local_files_only=True, **options)

        def load_tokenizer(self, tokenizer_class: Any, path: str, **options: Any) -> _Tokens:
            return _Tokens(plan.vocabulary)

    return Converter(str(checkpoint))


def _look_where_words_meet(decoder: Any) -> None:
    """Let the model's attention, by which markup is placed, be that of the last layer but one, all heads together.

    It tells best which word came from which: Garg et al. 2019, "Jointly Learning to Align and Translate", §4.
    """
    import numpy

    decoder.alignment_layer = numpy.int16(-2 if len(decoder.layer) > 1 else -1)
    decoder.alignment_heads = numpy.int16(0)  # all


class _Tokens:
    """What the converter asks a tokenizer. Those of transformers 5 leave out the languages of M2M-100."""

    bos_token, eos_token, unk_token = "<s>", "</s>", "<unk>"
    num_madeup_words = 0
    special_tokens_map: dict[str, list[str]] = {}

    def __init__(self, vocabulary: tuple[str, ...]) -> None:
        self._vocabulary = vocabulary

    def get_vocab(self) -> dict[str, int]:
        return {token: row for row, token in enumerate(self._vocabulary)}

    def convert_ids_to_tokens(self, row: int) -> str:
        return self._vocabulary[row]


def _lengthened(encodings: Any) -> Any:
    """The table of *encodings* (positions × size), with at least _POSITIONS rows.

    Marian's positions are sines and cosines, which it can have any number of, but OPUS-MT is published with 512.
    Raises ValueError if they are anything else.
    """
    import numpy

    given = encodings.detach().float().numpy()
    if len(given) >= _POSITIONS:
        return encodings
    table = _sinusoids(_POSITIONS, given.shape[1])
    if not numpy.allclose(table[: len(given)], given, atol=1e-2):  # some are published in 16 bits
        raise ValueError(f"its {len(given)} positions are not those of Marian")
    return numpy.concatenate([given, table[len(given) :]])


def _sinusoids(positions: int, size: int) -> numpy.ndarray[Any, Any]:
    """Vaswani et al. 2017, §3.5, all sines first, as Marian has them."""
    import numpy

    angles = numpy.arange(positions)[:, None] / numpy.power(10_000, numpy.arange(0, size, 2) / size)
    return numpy.concatenate([numpy.sin(angles), numpy.cos(angles)], axis=1).astype(numpy.float32)
