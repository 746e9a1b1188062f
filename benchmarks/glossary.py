"""How often the newsroom's names come out right: without a glossary, and in disguise.

Run with ``make bench`` or ``python benchmarks/glossary.py [FOLDER OF INSTALLED PACKAGES]``; without a folder the
fixture packages translate, which know few words: the worst case. The names are those of the seeds. The first table
asks the editors' catalogues, which are right: are the forms they wrote among ours, and does a name that travels
through them in disguise come out in the very form that the editor wrote? The second asks the engine.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

from feedserver.translation.argos import ArgosEngine
from feedserver.translation.glossary.disguise import Disguise, Protected, apply_edits, disguise
from feedserver.translation.glossary.glossaries import FILE
from feedserver.translation.glossary.inflection import choose_slot, inflect, list_forms
from feedserver.translation.glossary.terms import Found, Glossary, Term, has_term, lost_terms, read_glossary
from feedserver.translation.markup.alignment import Edit
from feedserver.translation.packages.adding import add_package

REPOSITORY = Path(__file__).parents[1]
ATTEMPTS = 3

GLOSSARIES = {language: read_glossary(REPOSITORY / "translations" / language / FILE) for language in ("ru", "kk")}

PLAIN = """
The delegation arrived in Baikonur on Monday.
The rocket was launched from Baikonur.
The Prime Minister visited Baikonur.
Roscosmos signed the agreement.
The head of Roscosmos spoke about the project.
The Government supported Roscosmos.
They discussed cooperation with Roscosmos.
The minister thanked Roscosmos for the help.
The agreement with NASA was signed in December.
NASA and Roscosmos will continue the work.
Experts from NASA took part in the meeting.
Space Adventures opened an office in Astana.
The contract with Space Adventures was signed last year.
According to Dmitry Rogozin, the work will be finished this year.
The Prime Minister received Dmitry Rogozin.
The President met with Dmitry Loskutov.
Dmitry Loskutov said that the project is important.
Svetlana Savitskaya arrived in Almaty.
The President congratulated Svetlana Savitskaya.
The flight of Svetlana Savitskaya lasted three hours.
Aidyn Aimbetov answered the questions of journalists.
The school was named after Aidyn Aimbetov.
A letter was sent to Aidyn Aimbetov.
Kassym-Jomart Tokayev chaired a meeting of the Government.
The meeting was held in Akorda.
The press service of Akorda reports.
The construction of Baiterek will begin in March.
The parties discussed the development of Baiterek.
The crew returned to Earth on Soyuz.
The launch of Soyuz was successful.
The cosmonauts flew to the ISS.
The station is located near Baikonur.
""".strip().splitlines()


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else _fixtures(Path(scratch) / "packages")
        engine = ArgosEngine(folder, scratch_dir=Path(scratch))
        print("Editors' catalogues      names  among our forms  out of disguise as written")
        for language, glossary in GLOSSARIES.items():
            print(f"  en → {language}              {_ask_catalogues(language, glossary)}")
        print("\nEngine                   names  right as it is  disguise kept, attempt 1, 2, 3  right in the end")
        for language, glossary in GLOSSARIES.items():
            for title, sentences in (("seeds", list(_seeds(language))), ("plain", PLAIN)):
                print(f"  en → {language}  {title:12}{_ask_engine(engine, language, glossary, sentences)}")


def _fixtures(folder: Path) -> Path:
    for file in sorted((REPOSITORY / "tests" / "fixtures" / "packages").glob("*.argosmodel")):
        add_package(file, folder)
    return folder


def _seeds(language: str) -> dict[str, str]:
    """The sentences of the catalogues with an editor's translation."""
    files = sorted((REPOSITORY / "translations" / language).glob("*.po"))
    return {entry.msgid: entry.msgstr for file in files for entry in polib.pofile(file) if entry.msgstr}


def _disguise(sentence: str, found: tuple[Found, ...], language: str, attempt: int = 0) -> Disguise | None:
    ranges = [Protected(each.start, each.end, each.term.target, slot=each.slot) for each in found]
    return disguise(sentence, ranges, "en", language, attempt=attempt)


def _ask_catalogues(language: str, glossary: Glossary) -> str:
    names = known = same = 0
    for sentence, translation in _seeds(language).items():
        for found in glossary.find(sentence, "en"):
            names += 1
            if not has_term(translation, found.term, language):
                continue
            known += 1
            edit = next(_forms_in(translation, found.term, language))
            disguised = _disguise(sentence, (found,), language)
            if disguised is None:
                continue
            before = translation[: edit.start].split()[-1:] or [""]
            slot = choose_slot(list_forms(found.term.target, language)[edit.text], before[0], language)
            stand_in = Edit(edit.start, edit.end, inflect(disguised.names[0], slot, language))
            revealed = disguised.reveal(apply_edits(translation, [stand_in]))
            same += revealed is not None and revealed.text == translation
    return f"{names:6} {known:16} {same:27}"


def _forms_in(translation: str, term: Term, language: str) -> Iterator[Edit]:
    """Where *term* stands, the longest form first."""
    for form in sorted(list_forms(term.target, language), key=len, reverse=True):
        if (start := translation.find(form)) >= 0:
            yield Edit(start, start + len(form), form)


def _ask_engine(engine: ArgosEngine, language: str, glossary: Glossary, sentences: list[str]) -> str:
    route = engine.get_route("en", language)
    found = {sentence: each for sentence in sentences if (each := glossary.find(sentence, "en"))}
    names = sum(map(len, found.values()))
    answers = engine.translate(route, list(found))
    lost = {
        s: terms for s, each in zip(found, answers, strict=True) if (terms := lost_terms(each.text, found[s], language))
    }
    right = names - sum(map(len, lost.values()))
    kept, saved = [], 0
    for attempt in range(ATTEMPTS):
        wanted = {s: tuple(each for each in found[s] if each.term in terms) for s, terms in lost.items()}
        disguised = {s: d for s, each in wanted.items() if (d := _disguise(s, each, language, attempt))}
        answers = engine.translate(route, [each.text for each in disguised.values()])
        texts = dict(zip(disguised, (each.text for each in answers), strict=True))
        revealed = {s: r.text for s, d in disguised.items() if (r := d.reveal(texts[s]))}
        for sentence, text in revealed.items():
            if not lost_terms(text, found[sentence], language):
                saved += len(lost.pop(sentence))
        kept.append(f"{len(revealed)} of {len(disguised)}")
    return f"{names:6} {right:15}  {', '.join(kept):30} {right + saved:17}"


if __name__ == "__main__":
    main()
