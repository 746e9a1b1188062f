"""Tiny checkpoints in the files that real ones have, which know five sentences."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ENGLISH = (
    "The minister chaired a meeting of the government.",
    "He spoke about the economy and new roads, schools and hospitals.",
    "People are waiting for the bus (No. 12) in Almaty.",
    "Kazakhstan and Russia are good neighbours: they trade, they talk.",
    "The crew is well, the press service reports on 5 May 2025.",
)
KAZAKH = (
    "Министр үкімет отырысын өткізді.",
    "Ол экономика, жаңа жолдар, мектептер мен ауруханалар туралы айтты.",
    "Адамдар Алматыда автобус күтіп тұр.",
    "Қазақстан мен Ресей — жақсы көршілер: саудаласады, сөйлеседі.",
    "Баспасөз қызметі экипаж аман деп хабарлайды, һәм ғылым.",
)
CARD = """---
language: [en, kk]
license: cc-by-4.0
---

# A tiny checkpoint

Please cite its makers.
"""
_SIZE = 64  # of the hidden layers
_STEPS = 120  # of training


def some_sentences(count: int, seed: int = 0) -> list[str]:
    """Sentences of 1 to 30 words, and what stands in real pages beside them."""
    chance = random.Random(seed)
    words = " ".join(ENGLISH).split()
    sentences = [" ".join(chance.choices(words, k=chance.randint(1, 30))) for _ in range(count)]
    return [*sentences, "☃ snow ☃☃", "!!!", "   many   spaces ", "https://a.kz/b_c?d=1", "日本語", "a" * 150, "Қазақша"]


def make_marian(folder: Path, languages: Sequence[str] = (), *, pickled: bool = False) -> Path:
    """A Marian checkpoint as OPUS-MT publishes them. languages: of its targets, such as ``kaz_Cyrl``."""
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    folder.mkdir(parents=True)
    source = _train(folder / "source.spm", ENGLISH, "unigram")
    target = _train(folder / "target.spm", KAZAKH, "unigram")
    tokens = ["</s>", "<unk>", *(f">>{language}<<" for language in languages)]
    tokens += [*dict.fromkeys(piece for piece in source + target if piece not in tokens), "<pad>"]
    pad = len(tokens) - 1
    (folder / "vocab.json").write_text(json.dumps({token: index for index, token in enumerate(tokens)}))
    config = MarianConfig(
        **_shape(len(tokens)),
        activation_function="swish",
        static_position_embeddings=True,
        max_position_embeddings=512,
        pad_token_id=pad,
        decoder_start_token_id=pad,
        eos_token_id=0,
        forced_eos_token_id=0,
    )
    model = _make_model(MarianMTModel, config)
    model.final_logits_bias.normal_()
    model.final_logits_bias[0, pad] = 0
    model.generation_config.bad_words_ids = [[pad]]
    tokenizer = MarianTokenizer(
        str(folder / "source.spm"),
        str(folder / "target.spm"),
        str(folder / "vocab.json"),
        source_lang="eng",
        target_lang="kaz",
    )
    _teach(model, tokenizer, [f">>{languages[-1]}<< {sentence}" for sentence in ENGLISH] if languages else ENGLISH)
    return _save(folder, model, tokenizer, pickled)


def make_nllb(folder: Path) -> Path:
    """A checkpoint as NLLB-200 and Tilmash."""
    from transformers import AutoTokenizer
    from transformers.models.nllb.tokenization_nllb import FAIRSEQ_LANGUAGE_CODES

    folder.mkdir(parents=True)
    _train(folder / "sentencepiece.bpe.model", ENGLISH + KAZAKH, "bpe")
    settings = {"tokenizer_class": "NllbTokenizer", "extra_special_tokens": FAIRSEQ_LANGUAGE_CODES}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    (folder / "config.json").write_text(json.dumps({"model_type": "m2m_100"}))
    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer.src_lang, tokenizer.tgt_lang = "eng_Latn", "kaz_Cyrl"
    return _make_m2m(folder, len(tokenizer) + 2, tokenizer)


def make_m2m(folder: Path) -> Path:
    """A checkpoint as M2M-100."""
    from transformers import M2M100Tokenizer

    folder.mkdir(parents=True)
    pieces = _train(folder / "sentencepiece.bpe.model", ENGLISH + KAZAKH, "bpe")
    tokens = ["<s>", "<pad>", "</s>", "<unk>", *(piece for piece in pieces if not piece.startswith("<"))]
    (folder / "vocab.json").write_text(json.dumps({token: index for index, token in enumerate(tokens)}))
    tokenizer = M2M100Tokenizer(str(folder / "vocab.json"), str(folder / "sentencepiece.bpe.model"))
    tokenizer.src_lang, tokenizer.tgt_lang = "en", "kk"
    return _make_m2m(folder, len(tokens) + 100 + tokenizer.num_madeup_words, tokenizer)


def _make_m2m(folder: Path, size: int, tokenizer: Any) -> Path:
    from transformers import M2M100Config, M2M100ForConditionalGeneration

    model = _make_model(M2M100ForConditionalGeneration, M2M100Config(**_shape(size)))
    _teach(model, tokenizer, ENGLISH)
    return _save(folder, model, tokenizer)


def _shape(size: int) -> dict[str, Any]:
    shape: dict[str, Any] = {"vocab_size": size, "d_model": _SIZE, "scale_embedding": True, "dropout": 0.0}
    for part in ("encoder", "decoder"):
        shape |= {f"{part}_layers": 2, f"{part}_attention_heads": 4, f"{part}_ffn_dim": 2 * _SIZE}
    return shape


def _make_model(model_class: Any, config: Any) -> Any:
    import torch

    torch.set_num_threads(1)  # where all cores are busy, many threads wait for each other
    torch.manual_seed(3)
    return model_class(config)


def _teach(model: Any, tokenizer: Any, sentences: Sequence[str]) -> None:
    """Train *model* to say KAZAKH for *sentences*; then leave it weights of eight bits a row, as the package has."""
    import torch

    batch = tokenizer(list(sentences), text_target=list(KAZAKH), return_tensors="pt", padding=True)
    batch["labels"][batch["labels"] == tokenizer.pad_token_id] = -100
    padding = torch.tensor([tokenizer.pad_token_id])
    # Of <pad> nothing is learnt: in all that came from Marian it is zero, as Marian's decoder starts from nothing.
    model.get_input_embeddings().weight.register_hook(lambda slope: slope.index_fill(0, padding, 0))
    optimiser = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(_STEPS):
        optimiser.zero_grad()
        model(**batch).loss.backward()
        optimiser.step()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.dim() == 2 and "embed_positions" not in name:
                scale = 127 / weight.abs().amax(1, keepdim=True).clamp(min=1e-6)
                weight.copy_((weight * scale).round() / scale)


def _train(file: Path, sentences: Sequence[str], kind: str) -> list[str]:
    """Train a SentencePiece model; its pieces."""
    import sentencepiece

    with file.open("wb") as opened:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(sentences),
            model_writer=opened,
            vocab_size=150,
            model_type=kind,
            hard_vocab_limit=False,
            minloglevel=2,
        )
    processor = sentencepiece.SentencePieceProcessor(model_file=str(file))
    return [processor.id_to_piece(index) for index in range(processor.get_piece_size())]


def _save(folder: Path, model: Any, tokenizer: Any, pickled: bool = False) -> Path:
    model.eval().save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    if pickled:
        import torch

        torch.save(model.state_dict(), folder / "pytorch_model.bin")
        (folder / "model.safetensors").unlink()
    (folder / "README.md").write_text(CARD)
    return folder
