"""An Argos package of the size that the public index publishes, English to Kazakh, made without training.

6+6 layers, 512 wide, 32,000 pieces, int8. The weights are random, but for the end of the sentence: two numbers of the
width count the words, and no sentence ends before about as many pieces are said as were read. What it says is made-up
words in Kazakh letters, so it passes for a translation; it takes as long to compute as a good one.
"""

from __future__ import annotations

import io
import json
import os
import random
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

LAYERS, WIDTH, INNER, HEADS, PIECES = 6, 512, 2048, 8, 32_000
SEED = 1
WORDS = 30_000  # of each kind
# The widths that count: one where the position in the sentence lies (a sine that rises for 80 pieces), and one that is
# empty, where the decoder writes the mean of the first over the source.
POSITION, SOURCE = 110, 255
EMBEDDING_SPREAD = WIDTH**-0.5  # CTranslate2 multiplies embeddings by the root of the width
SUBLAYER_GAIN = 0.3
LOGIT_SPREAD = 6.0  # as sure of the next piece as a trained model is
SOURCE_GAIN = 2.2  # an end at about as many pieces as were read
END_GAIN = 250.0
FORBIDDEN = -1000.0

Sounds = tuple[tuple[str, ...], tuple[str, ...]]  # consonants, vowels
LATIN: Sounds = ((*"bcdfghklmnprstvz", "sh", "ch", "tr", "st"), (*"aeiouy", "ai", "ou"))
KAZAKH: Sounds = (tuple("бғджзқлмнңпрстшкгй"), tuple("аәеоөұүыі"))


def make_words(sounds: Sounds, count: int) -> list[str]:
    """So many made-up words, in no order."""
    chance = random.Random(SEED)
    known = [consonant + vowel for consonant in sounds[0] for vowel in sounds[1]]
    words: dict[str, None] = {}
    while len(words) < count:
        words["".join(chance.choices(known, k=chance.choice((1, 2, 2, 3, 3, 4))))] = None
    return list(words)


def make_sentences(count: int, *, seed: int, most_words: int = 24) -> Iterator[str]:
    """So many sentences of made-up words in Latin letters, of 4 words and more."""
    chance = random.Random(seed)
    words = make_words(LATIN, WORDS)
    for _ in range(count):
        yield " ".join(chance.choices(words, k=chance.randint(4, most_words))).capitalize() + "."


def keep_package(folder: Path) -> Path:
    """The package's folder inside *folder*, made if it is not there yet, which takes some ten seconds."""
    state = sha256(Path(__file__).read_bytes()).hexdigest()[:12]
    place = folder / f"big-package-{state}" / "translate-en_kk-1_0"
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".making-") as scratch:
            write_package(Path(scratch) / "package")
            (Path(scratch) / "package").rename(place)
    return place


def write_package(folder: Path) -> None:
    """Write the package, unpacked, to *folder*, which does not exist yet."""
    folder.mkdir()
    pieces = train_tokenizer(folder / "sentencepiece.model")
    spec = make_model(pieces)
    (folder / "model").mkdir()
    spec.save(str(folder / "model"))
    metadata = {
        "package_version": "1.0",
        "argos_version": "1.9.0",
        "from_code": "en",
        "from_name": "English",
        "to_code": "kk",
        "to_name": "Kazakh",
        "type": "translate",
    }
    (folder / "metadata.json").write_text(json.dumps(metadata), "utf-8")


def train_tokenizer(path: Path) -> list[str]:
    """Write a tokenizer for words in Latin and in Kazakh letters; its pieces."""
    import sentencepiece

    chance = random.Random(SEED)
    words = [make_words(LATIN, WORDS), make_words(KAZAKH, WORDS)]
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=(" ".join(chance.choices(words[n % 2], k=12)) + " ." for n in range(60_000)),
        model_writer=model,
        vocab_size=PIECES,
        model_type="unigram",
        minloglevel=2,
        num_threads=1,
    )
    path.write_bytes(model.getvalue())
    tokenizer = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    return [tokenizer.id_to_piece(number) for number in range(PIECES)]


def make_model(pieces: list[str]) -> Any:
    """The model as CTranslate2 saves it."""
    import ctranslate2
    import numpy as np

    chance = np.random.default_rng(SEED)
    spec = ctranslate2.specs.TransformerSpec.from_config(
        (LAYERS, LAYERS), HEADS, pre_norm=True, activation=ctranslate2.specs.Activation.RELU
    )
    end = pieces.index("</s>")
    for embeddings in (spec.encoder.embeddings[0], spec.decoder.embeddings):
        embeddings.weight = random_weight(chance, PIECES, WIDTH, EMBEDDING_SPREAD)
        embeddings.weight[:, [POSITION, SOURCE]] = 0
    for coder in (spec.encoder, spec.decoder):
        fill_norm(coder.layer_norm)
        for layer in coder.layer:
            fill_attention(chance, layer.self_attention)
            if coder is spec.decoder:
                fill_attention(chance, layer.attention)
            fill_norm(layer.ffn.layer_norm)
            fill_linear(chance, layer.ffn.linear_0, INNER, WIDTH)
            fill_linear(chance, layer.ffn.linear_1, WIDTH, INNER, writes=True)
    count_source(spec.decoder.layer[0].attention)
    spec.decoder.layer_norm.gamma[[POSITION, SOURCE]] = 3
    projection = spec.decoder.projection
    projection.weight = random_weight(chance, PIECES, WIDTH, LOGIT_SPREAD * WIDTH**-0.5)
    projection.weight[:, [POSITION, SOURCE]] = 0
    projection.weight[end] = 0
    projection.weight[end, POSITION], projection.weight[end, SOURCE] = END_GAIN, -END_GAIN
    projection.bias = np.array([0 if is_spoken(piece) else FORBIDDEN for piece in pieces], np.float32)
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.config.add_source_eos = True
    spec.validate()
    spec.optimize(quantization="int8")
    return spec


def is_spoken(piece: str) -> bool:
    """Whether the model may say *piece*: Kazakh letters or the end."""
    return piece == "</s>" or all("а" <= letter <= "ӿ" for letter in piece.removeprefix("▁"))


def random_weight(chance: np.random.Generator, rows: int, columns: int, spread: float) -> Any:
    import numpy as np

    return chance.standard_normal((rows, columns), np.float32) * np.float32(spread)


def fill_linear(chance: np.random.Generator, linear: Any, rows: int, columns: int, *, writes: bool = False) -> None:
    """Random weights. writes: the layer's result is added to the whole, but for the widths that count."""
    import numpy as np

    linear.weight = random_weight(chance, rows, columns, columns**-0.5 * (SUBLAYER_GAIN if writes else 1))
    linear.bias = np.zeros(rows, np.float32)
    if writes:
        linear.weight[[POSITION, SOURCE]] = 0


def fill_norm(norm: Any) -> None:
    import numpy as np

    norm.gamma, norm.beta = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)


def fill_attention(chance: np.random.Generator, attention: Any) -> None:
    """Random weights: query, key and value in one or, where the source is attended to, the query apart."""
    fill_norm(attention.layer_norm)
    *inputs, output = attention.linear
    for linear, rows in zip(inputs, (3 * WIDTH,) if len(inputs) == 1 else (WIDTH, 2 * WIDTH), strict=True):
        fill_linear(chance, linear, rows, WIDTH)
    fill_linear(chance, output, WIDTH, WIDTH, writes=True)


def count_source(attention: Any) -> None:
    """Let the first head write the mean position of the source, which is half its length, to the width SOURCE."""
    query, key_value, output = attention.linear
    query.weight[: WIDTH // HEADS] = 0  # so it looks at all pieces alike
    key_value.weight[WIDTH] = 0
    key_value.weight[WIDTH, POSITION], key_value.weight[WIDTH, SOURCE] = 1, -1  # their mean is taken away before
    output.weight[:, 0] = 0
    output.weight[SOURCE, 0] = SOURCE_GAIN


if __name__ == "__main__":
    print(keep_package(Path(tempfile.gettempdir()) / f"feedserver-bench-{os.getuid()}"))
