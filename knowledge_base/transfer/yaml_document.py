"""Reading YAML into a document that knows its lines.

Scalars stay the text that was written, so that `yes`, `1.10` or a date mean themselves. Nothing
is ever constructed from a tag. Aliases are refused: a few hundred bytes of them can stand for
gigabytes.
"""

from typing import Any

import yaml

from knowledge_base.entry_rules import UNSTORABLE
from knowledge_base.errors import UnreadableFile
from knowledge_base.transfer.records import Document, Path

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML built without libyaml: the same result, slower
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

DEEPEST = 20


def read_yaml(text: str) -> Document:
    """The document in `text`; raises UnreadableFile with the line where it goes wrong."""
    if found := UNSTORABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise UnreadableFile(f"contains the control character U+{ord(found.group()):04X}", line)
    try:
        _refuse_harmful(text)
        root = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = f"the file is not YAML: {error.problem or error.context}"
        raise UnreadableFile(reason, mark.line + 1 if mark else 1) from error
    except yaml.YAMLError as error:
        raise UnreadableFile(f"the file is not YAML: {error}") from error
    if root is None:
        raise UnreadableFile("the file is empty")
    reader = _Reader()
    return Document(value=reader.value_of(root, ()), lines=reader.lines)


def _refuse_harmful(text: str) -> None:
    # composing is recursive in libyaml's binding: without this, nesting ends the whole process
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise UnreadableFile("aliases (*name) are not supported: write it out", line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise UnreadableFile("the file is nested too deeply", line)


class _Reader:
    """Turns nodes into plain values and remembers their lines."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}

    def value_of(self, node: yaml.Node, path: Path) -> Any:
        self.lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            return self._mapping_of(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value_of(item, (*path, i)) for i, item in enumerate(node.value)]
        return None if node.tag == "tag:yaml.org,2002:null" else node.value

    def _mapping_of(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise UnreadableFile("a key is not plain text", line)
            key = str(key_node.value)
            if key in values:
                raise UnreadableFile(f"the key {key!r} appears twice", line)
            values[key] = self.value_of(value_node, (*path, key))
            self.lines[(*path, key)] = line
        return values
