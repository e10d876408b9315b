"""The language of a message, Czech or English, with or without diacritics.

Three kinds of evidence are added up as log-odds: the language model's opinion, words and letters
that only one of the two languages has, and the conversation's language so far, which decides what
is too short or too neutral to tell ("PPL", "ok", an order number).
"""

import math
import re
import unicodedata
from functools import cache
from typing import Literal

from lingua import Language as LinguaLanguage
from lingua import LanguageDetector, LanguageDetectorBuilder

Language = Literal["cs", "en"]

# log-odds; the prior is stronger the less text there is
_PRIOR_BY_WORDS = {1: 2.2, 2: 1.4}
_PRIOR_OF_LONGER = 0.8
_PER_TELLING_WORD = 2.0
_CZECH_LETTERS = 3.0
_MOST_FROM_MODEL = 4.0
_READ_CHARACTERS = 600

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NO_PROSE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|\b\w*\d\w*\b")
_ONLY_CZECH = re.compile(r"[ěščřžůťďňĚŠČŘŽŮŤĎŇ]")

# written alike in no sentence of the other language; Czech ones without their diacritics too
_CZECH_WORDS = """
    ahoj ale ani ano bych bude budu byl byla bylo cau chci chcete chtel chtela clovek clovekem
    co dekuji dik diky dnes dobry den jak jake jakou jaky jako je jeste jsem jsou kde kdo kdy kdyz
    ktera ktere ktery kolik mam mame mate mi mne moc moje mohu muj muze muzete muzu na nad nebo
    nechci neco nejde nelze nemam neni nevim nikdo o objednavka objednavku od po pod podle pokud
    potrebuji pres pri pro proc prosim prosimvas protoze s se si sve tady tak takze tam te tedy
    ted ten tento toho tohle tuto u uz v vam vas vase vcera ve vy vratit z za zase zbozi
    ze"""
_ENGLISH_WORDS = """
    about am an and any are at be because been but by can can't cannot could did do does
    doesn't don't for from get give had has have hello help hey hi how i i'm if in into is isn't
    it it's long many much my need not of on or our out please right should some thank thanks that
    the their them there they this was want we were what what's when where which who why will with
    would yes you your"""
_ONLY_IN_CZECH = frozenset(_CZECH_WORDS.split())
_ONLY_IN_ENGLISH = frozenset(_ENGLISH_WORDS.split())


def detect(text: str, conversation_language: Language) -> Language:
    """The language of ``text``; the conversation's where the text does not tell."""
    prose = _NO_PROSE.sub(" ", text[:_READ_CHARACTERS])
    words = [word.lower().replace("’", "'") for word in _WORD.findall(prose)]
    if not words:
        return conversation_language
    odds = _odds_of_words(prose, words) + _odds_of_model(" ".join(words))
    prior = _PRIOR_BY_WORDS.get(len(words), _PRIOR_OF_LONGER)
    odds += prior if conversation_language == "cs" else -prior
    return "cs" if odds > 0 else "en"


def _odds_of_words(prose: str, words: list[str]) -> float:
    plain = {_without_diacritics(word) for word in words}
    odds = _PER_TELLING_WORD * (len(plain & _ONLY_IN_CZECH) - len(plain & _ONLY_IN_ENGLISH))
    if _ONLY_CZECH.search(prose):
        odds += _CZECH_LETTERS
    return odds


def _odds_of_model(text: str) -> float:
    """How much the model's opinion weighs for Czech (positive) or English (negative)."""
    confidence = _detector().compute_language_confidence(text, LinguaLanguage.CZECH)
    confidence = min(max(confidence, 1e-6), 1 - 1e-6)
    odds = math.log(confidence / (1 - confidence))
    return min(max(odds, -_MOST_FROM_MODEL), _MOST_FROM_MODEL)


def _without_diacritics(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@cache
def _detector() -> LanguageDetector:
    """Built once a process, on first use: about 120 MB and a second."""
    languages = (LinguaLanguage.CZECH, LinguaLanguage.ENGLISH)
    return LanguageDetectorBuilder.from_languages(*languages).build()


def prepare() -> None:
    """Load the language models now rather than with the first message."""
    detect("dobrý den, jak to funguje", "cs")
