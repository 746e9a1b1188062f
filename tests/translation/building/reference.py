"""What a checkpoint gives in transformers by greedy decoding: what a package has to be measured by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STEPS = 80
# Eight-bit arithmetic may take the second best token where the best is better by less than this share of what it is
# better by than the tenth.
DOUBT = 0.5


@dataclass(frozen=True, slots=True)
class Reference:
    """The tokens of a translation without those of its language and its end, at most STEPS, and the text they make.

    sure: how many of them come before the first that the checkpoint was in doubt about.
    """

    tokens: list[str]
    text: str
    sure: int


def translate_with_transformers(folder: Path, sentences: Sequence[str], target: str) -> list[Reference]:
    """*sentences* (English) translated by the checkpoint in *folder*; *target*: its token for their language, or ""."""
    import torch
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    model = AutoModelForSeq2SeqLM.from_pretrained(folder)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    options: dict[str, Any] = {}
    if model.config.model_type == "marian":
        sentences = [f"{target} {sentence}" if target else sentence for sentence in sentences]
    else:
        tokenizer.src_lang = "en" if target.startswith("__") else "eng_Latn"
        options["forced_bos_token_id"] = tokenizer.convert_tokens_to_ids(target)
    prefix = 1 + len(options)
    model.generation_config.max_length = None
    with torch.no_grad():
        given = model.generate(
            **tokenizer(list(sentences), return_tensors="pt", padding=True),
            num_beams=1,
            do_sample=False,
            min_new_tokens=1,  # as CTranslate2, which never gives nothing
            max_new_tokens=STEPS + prefix,  # the last is the end, by force
            output_logits=True,
            return_dict_in_generate=True,
            **options,
        )
    logits = torch.stack(given.logits[prefix - 1 :], 1)
    best = logits.topk(10).values
    doubtful = (best[..., 0] - best[..., 1] < DOUBT * (best[..., 0] - best[..., 9])).tolist()
    references = []
    for ids, doubts in zip(given.sequences.tolist(), doubtful, strict=True):
        ids = ids[prefix:]
        length = min(ids.index(tokenizer.eos_token_id) if tokenizer.eos_token_id in ids else STEPS, STEPS)
        sure = doubts.index(True) if True in doubts else STEPS
        text = tokenizer.decode(ids[:length], skip_special_tokens=True, clean_up_tokenization_spaces=False)
        references.append(Reference(tokenizer.convert_ids_to_tokens(ids[:length]), text, sure))
    return references


def attention_of(folder: Path, sentence: str, target: str, tokens: Sequence[str]) -> list[list[float]]:
    """How much each of *tokens*, the translation, looks at each token of *sentence*, with what stands around those.

    In the last decoder layer but one, the mean of its heads.
    """
    import torch
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    model = AutoModelForSeq2SeqLM.from_pretrained(folder, attn_implementation="eager")
    tokenizer = AutoTokenizer.from_pretrained(folder)
    start = [model.config.decoder_start_token_id]
    if model.config.model_type == "marian":
        sentence = f"{target} {sentence}" if target else sentence
    else:
        tokenizer.src_lang = "en" if target.startswith("__") else "eng_Latn"
        start.append(tokenizer.convert_tokens_to_ids(target))
    said = [*start, *tokenizer.convert_tokens_to_ids(list(tokens))[:-1]]
    with torch.no_grad():
        given = model(
            **tokenizer(sentence, return_tensors="pt"), decoder_input_ids=torch.tensor([said]), output_attentions=True
        )
    return given.cross_attentions[-2][0].mean(0)[len(start) - 1 :].tolist()  # type: ignore[no-any-return]
