"""Every error the knowledge base raises on purpose; one tree.

KnowledgeBaseError
├── EncoderError
│   ├── EncoderNotPrepared       the model folder is missing: run the preparation
│   ├── DamagedModel             a file of the model folder is not what was written
│   └── UnexpectedWeights        the weights are not the pinned ones, or give other vectors
├── StoredIndexError
│   ├── IndexMissing             nothing was saved in the folder
│   ├── IndexDamaged             a saved file is incomplete or changed
│   └── IndexMismatch            saved for another encoder, dimension or format
├── SettingsError                one or more settings have a wrong value
├── StoreUnavailable             the database is locked, full, read-only, away or not migrated
├── ContentError
│   ├── EntryNotFound            no entry has this id
│   ├── EntryExists              the id of a new entry is taken
│   ├── CategoryNotFound         an entry names a category that does not exist
│   ├── VersionConflict          somebody else changed the entry in the meantime
│   └── StoreNotEmpty            the demo is loaded into an empty database only
├── UnreadableFile               an import's file cannot be read as the format it claims to be
├── MalformedFile                entries or queries to evaluate are not what they have to be
├── CertificationRunning         another sample is being certified at this moment
└── SearchNotReady               no index is in memory yet
"""


class KnowledgeBaseError(Exception):
    """Anything the knowledge base refuses or fails at, with a message for its operator."""


class EncoderError(KnowledgeBaseError):
    """The encoder cannot be prepared or loaded."""


class EncoderNotPrepared(EncoderError):
    """The encoder's model folder does not exist yet."""


class DamagedModel(EncoderError):
    """A file of the encoder's model folder is missing or changed."""


class UnexpectedWeights(EncoderError):
    """The weights are not the pinned ones or do not give the expected vectors."""


class StoredIndexError(KnowledgeBaseError):
    """A saved index cannot be used; the caller rebuilds it."""


class IndexMissing(StoredIndexError):
    """No index was saved in this folder."""


class IndexDamaged(StoredIndexError):
    """A file of the saved index is incomplete or changed."""


class IndexMismatch(StoredIndexError):
    """The saved index belongs to another encoder, dimension or format."""


class SettingsError(KnowledgeBaseError):
    """One or more settings have a wrong value; `problems` has a sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class StoreUnavailable(KnowledgeBaseError):
    """The database could not do what was asked; nothing of the request was stored."""


class ContentError(KnowledgeBaseError):
    """A change or a question about the content that the content does not allow."""


class EntryNotFound(ContentError):
    """No entry has this id."""


class EntryExists(ContentError):
    """An entry with this id exists already."""


class CategoryNotFound(ContentError):
    """No category has this id."""


class VersionConflict(ContentError):
    """The entry was changed since the version that was edited; nothing was stored."""


class StoreNotEmpty(ContentError):
    """The database already holds entries, so the demo was not loaded."""


class UnreadableFile(KnowledgeBaseError):
    """A file to import cannot be read; `line` is where reading stopped, where it is known."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.line = line


class MalformedFile(KnowledgeBaseError):
    """A file of an evaluation is malformed; `problems` has `FILE:LINE: field: reason` for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class CertificationRunning(KnowledgeBaseError):
    """Another sample is being certified at this moment; nothing was done."""


class SearchNotReady(KnowledgeBaseError):
    """No index is in memory yet; ask again in a few seconds."""
