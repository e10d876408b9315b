"""The custom actions: answers, the clarification and what follows from a picked choice.

They run in the action server and must not import Rasa itself: rasa-sdk is all they need.
"""

from actions.answers import ActionAnswerFaq, ActionChooseEntry, ActionShowAgain
from actions.clarification import ActionClarify, ActionConfirmChoice, ActionForgetClarification

__all__ = [
    "ActionAnswerFaq",
    "ActionChooseEntry",
    "ActionClarify",
    "ActionConfirmChoice",
    "ActionForgetClarification",
    "ActionShowAgain",
]
