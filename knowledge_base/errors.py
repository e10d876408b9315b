"""Every error the knowledge base raises on purpose; one tree.

KnowledgeBaseError
├── EncoderError
│   ├── EncoderNotPrepared       the model folder is missing: run the preparation
│   ├── DamagedModel             a file of the model folder is not what was written
│   └── UnexpectedWeights        the package's weights are not the pinned ones, or give other vectors
└── StoredIndexError
    ├── IndexMissing             nothing was saved in the folder
    ├── IndexDamaged             a saved file is incomplete or changed
    └── IndexMismatch            saved for another encoder, dimension or format
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
