"""Sentences of customers' messages in Czech and English, without greetings and thanks."""

import re
import unicodedata

# with their dot they end no sentence, nor do single letters; folded
_ABBREVIATIONS = frozenset(
    """
    napr tj tzn tzv atd apod aj mj resp popr cis obj tel str ul nam odst vc min max cca ks hod tis
    mil ing mgr bc dr prof pan pi sv sro fak var
    eg ie etc mr mrs ms no nr vs approx inc ltd co ext fig dept est
    """.split()  # noqa: SIM905 (a list would be a line a word)
)
# sentences of nothing but these say nothing of what is wanted; folded
_POLITENESS = frozenset(
    """
    dobry dobre dobrej den rano odpoledne vecer zdravim ahoj ahojte cau nazdar hezky hezkej pekny
    krasny prijemny zbytek dne vikend tyden preji preju vam vas i za s na shledanou pozdravem
    nashledanou dekuji dekuju diky dik moc mockrat mnohokrat predem srdecne odpoved pomoc ochotu
    rychlou prosim jo ano ne jasne ok okay okej super aha dobra tak
    hello hi hey there dear sir madam team good morning afternoon evening day night thanks thank
    thx you very much so a lot many in advance kind best warm regards sincerely cheers bye goodbye
    have nice great weekend for your help reply answer time please yes no yep nope sure
    """.split()  # noqa: SIM905 (a list would be a line a word)
)
_LINE = re.compile(r"[\r\n]+")
_WORD = re.compile(r"\w+")
# what may be the end of a sentence, with quotes and brackets that close after it
_END = re.compile(r"(?P<last>\S*?)(?P<mark>[.!?…]+)(?P<closing>[\"'”“»)\]]*)\s+(?=(?P<next>\S))")
# a full stop before a small letter ends a sentence only after a word of some length
_WHOLE_WORD_LETTERS = 4


def sentences(text: str) -> list[str]:
    """The sentences of a message that say something, in their order."""
    found = [part for line in _LINE.split(text) for part in _split(" ".join(line.split()))]
    return [sentence for sentence in found if _says_something(sentence)]


def _split(line: str) -> list[str]:
    parts, start = [], 0
    for match in _END.finditer(line):
        if _ends_sentence(match):
            parts.append(line[start : match.end()].strip())
            start = match.end()
    parts.append(line[start:].strip())
    return [part for part in parts if part]


def _ends_sentence(match: re.Match[str]) -> bool:
    if match["mark"] != ".":
        # people write "???" and go on with a small letter
        return match["mark"] != "…" or match["next"].isupper()
    word = match["last"].rsplit("(", 1)[-1]
    folded = _folded(word).replace(".", "")
    if folded in _ABBREVIATIONS or (len(folded) == 1 and folded.isalpha()):
        return False
    if word[-1:].isdigit():
        # an ordinal or a date goes on with a small letter or a digit
        return match["next"].isupper()
    if match["next"].isupper() or not match["next"].isalnum():
        return True
    return len(folded) >= _WHOLE_WORD_LETTERS and folded.isalpha()


def _says_something(sentence: str) -> bool:
    words = _WORD.findall(_folded(sentence))
    if any(character.isdigit() for character in sentence):
        return True
    return len(words) > 1 and not _POLITENESS.issuperset(words)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
