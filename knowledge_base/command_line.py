"""The commands of `python -m knowledge_base`.

Each imports what it needs when it runs: the encoder's libraries take seconds to import, and most
commands do without them. Exit status 0: done; 1: failed, with a line why; 2: wrong settings.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge_base.errors import KnowledgeBaseError, SettingsError, StoreNotEmpty
from knowledge_base.logs import configure_logging
from knowledge_base.settings import Settings

if TYPE_CHECKING:
    from knowledge_base.transfer import Format

READY_TIMEOUT_SECONDS = 600


def main(arguments: Sequence[str]) -> int:
    """Runs one command and returns its exit status."""
    parsed = _parser().parse_args(arguments)
    try:
        settings = Settings.from_environment()
        configure_logging(settings.log_level)
        command: Callable[[Settings, argparse.Namespace], int] = parsed.command
        return command(settings, parsed)
    except SettingsError as error:
        print("\n".join(error.problems), file=sys.stderr)
        return 2
    except KnowledgeBaseError as error:
        print(f"{parsed.name}: {error}", file=sys.stderr)
        return 1
    except OSError as error:  # a full disk, a folder without permission, a missing file
        print(f"{parsed.name}: {error}", file=sys.stderr)
        return 1


def _check_settings(settings: Settings, arguments: argparse.Namespace) -> int:
    settings.required_token()
    print("The knowledge base's settings are right.")
    return 0


def _prepare(settings: Settings, arguments: argparse.Namespace) -> int:
    from knowledge_base.encoder import load_encoder
    from knowledge_base.tone import ToneReader

    encoder = load_encoder(
        settings.encoder,
        state=settings.state,
        engine=settings.encoder_engine,
        threads=settings.encoder_threads,
        progress=lambda text: print(text, flush=True),
    )
    print(f"The encoder {encoder.model} is prepared; it runs on {encoder.engine}.")
    learnt = ToneReader(settings.tone_file).prepare(encoder)
    print(f"The classifier of tone is {'learnt and saved' if learnt else 'up to date'}.")
    return 0


def _migrate(settings: Settings, arguments: argparse.Namespace) -> int:
    from knowledge_base.store import Database
    from knowledge_base.store.migrating import migrate

    migrate(Database(settings.store_url))
    print("The knowledge base's tables are up to date.")
    return 0


def _load_demo(settings: Settings, arguments: argparse.Namespace) -> int:
    from knowledge_base.content import Content
    from knowledge_base.demo import load_demo
    from knowledge_base.store import Database

    try:
        counts = load_demo(Content(Database(settings.store_url)), arguments.folder)
    except StoreNotEmpty as error:
        print(f"The demo's entries were not loaded: {error}.")
        return 0
    print(f"The demo's {counts.created} entries are loaded.")
    return 0


def _index(settings: Settings, arguments: argparse.Namespace) -> int:
    from knowledge_base.composition import composed_index

    composed_index(settings).prepare(lambda text: print(text, flush=True))
    return 0


def _serve(settings: Settings, arguments: argparse.Namespace) -> int:
    from knowledge_base.server import serve

    serve(settings)
    return 0


def _search(settings: Settings, arguments: argparse.Namespace) -> int:
    from knowledge_base.composition import composed_index
    from knowledge_base.search_answer import search_answer

    live_index = composed_index(settings)
    live_index.start()
    try:
        live_index.wait_until_ready(READY_TIMEOUT_SECONDS)
        found = live_index.search(arguments.text, arguments.language, limit=arguments.limit)
    finally:
        live_index.stop()
    answer = search_answer(found, milliseconds=0)
    del answer["milliseconds"]
    print(json.dumps(answer, ensure_ascii=False, indent=2))
    return 0


def _import(settings: Settings, arguments: argparse.Namespace) -> int:
    from knowledge_base.content import Content
    from knowledge_base.store import Database
    from knowledge_base.transfer import import_content

    outcome = import_content(
        Content(Database(settings.store_url)),
        arguments.file.read_bytes(),
        _format_of(arguments),
        dry_run=arguments.dry_run,
        by=arguments.by,
    )
    for problem in outcome.errors:
        print(f"{arguments.file}:{problem.line}: {problem.field}: {problem.reason}")
    if outcome.errors:
        print(f"{len(outcome.errors)} mistakes; nothing was imported.")
        return 1
    done = asdict(outcome)
    counts = ", ".join(f"{done[name]} {name}" for name in ("created", "updated", "unchanged"))
    print(f"{'Would be' if arguments.dry_run else 'Imported'}: {counts}.")
    return 0


def _export(settings: Settings, arguments: argparse.Namespace) -> int:
    from knowledge_base.content import Content
    from knowledge_base.store import Database
    from knowledge_base.transfer import export_content

    format_ = _format_of(arguments)
    arguments.file.write_bytes(export_content(Content(Database(settings.store_url)), format_))
    print(f"Exported to {arguments.file}.")
    return 0


def _evaluate(settings: Settings, arguments: argparse.Namespace) -> int:
    from knowledge_base.evaluation.command import EvaluateCommand, run

    return run(
        EvaluateCommand(
            entries=arguments.entries,
            queries=arguments.queries,
            labelled=arguments.labelled,
            alpha=arguments.alpha,
            delta=arguments.delta,
            bootstrap=arguments.bootstrap,
            as_json=arguments.json,
            state=arguments.state or settings.state,
            encoder=arguments.encoder or settings.encoder,
            engine=settings.encoder_engine,
            threads=settings.encoder_threads,
        )
    )


def _certify(settings: Settings, arguments: argparse.Namespace) -> int:
    from knowledge_base.certificate.command import CertifyCommand, run
    from knowledge_base.certificate.store import CertificateStore
    from knowledge_base.composition import composed_index
    from knowledge_base.content import Content
    from knowledge_base.store import Database

    content = Content(Database(settings.store_url))
    live_index = composed_index(settings, content)
    live_index.start()
    try:
        live_index.wait_until_ready(READY_TIMEOUT_SECONDS)
        return run(
            CertifyCommand(
                labelled=arguments.labelled,
                alpha=arguments.alpha,
                delta=arguments.delta,
                by=arguments.by,
                dry_run=arguments.dry_run,
                as_json=arguments.json,
            ),
            live_index.snapshot(),
            CertificateStore(content.database),
        )
    finally:
        live_index.stop()


def _format_of(arguments: argparse.Namespace) -> "Format":
    from knowledge_base.transfer import MEDIA_TYPES

    path: Path = arguments.file
    ending = path.suffix.lower().removeprefix(".").replace("yml", "yaml")
    for format_ in MEDIA_TYPES:
        if format_ == (arguments.format or ending):
            return format_
    raise KnowledgeBaseError(f"{path} does not say its format by its ending; give it by --format")


def _parser() -> argparse.ArgumentParser:
    from knowledge_base.demo import DEMO_FOLDER

    parser = argparse.ArgumentParser(prog="python -m knowledge_base", description=__doc__)
    commands = parser.add_subparsers(dest="name", required=True, metavar="COMMAND")

    def add(
        name: str, command: Callable[[Settings, argparse.Namespace], int], description: str
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=description, description=description)
        added.set_defaults(command=command)
        return added

    formats = ("yaml", "json", "csv", "xlsx")
    add("check-settings", _check_settings, "say every wrong setting at once")
    add("prepare", _prepare, "unpack and check the encoder, once")
    add("migrate", _migrate, "bring the database's tables to the newest version")
    demo = add("load-demo", _load_demo, "load the demo's entries into an empty database")
    demo.add_argument("--folder", type=Path, default=DEMO_FOLDER)
    add("index", _index, "build and save the index, unless the saved one is what it should be")
    add("serve", _serve, "answer the other processes over HTTP on this machine")
    search = add("search", _search, "search one question and print what was found")
    search.add_argument("text")
    search.add_argument("--language", choices=("cs", "en"), default="cs")
    search.add_argument("--limit", type=int, default=5)
    importing = add("import", _import, "import entries, all of them or, with a mistake, none")
    importing.add_argument("file", type=Path)
    importing.add_argument("--format", choices=formats, help="default: the file's ending")
    importing.add_argument("--dry-run", action="store_true", help="only list what is wrong")
    importing.add_argument("--by", default="import", help="who the revisions say it was")
    evaluating = add("evaluate", _evaluate, "measure search on questions with known answers")
    _add_evaluation_options(evaluating)
    certifying = add("certify", _certify, "certify a threshold on labelled questions")
    _add_certificate_options(certifying)
    exporting = add("export", _export, "export every entry to a file")
    exporting.add_argument("file", type=Path)
    exporting.add_argument("--format", choices=formats, help="default: the file's ending")
    return parser


def _add_evaluation_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--entries", type=Path, required=True, help="entries, JSON lines")
    parser.add_argument("--queries", type=Path, required=True, help="questions and their answers")
    parser.add_argument("--labelled", type=Path, help="other questions, to certify a threshold on")
    parser.add_argument("--alpha", type=_share, default=0.05, help="wrong answers allowed (0.05)")
    parser.add_argument("--delta", type=_share, default=0.05, help="risk of more than that (0.05)")
    parser.add_argument("--bootstrap", type=_count, default=1000, help="resamples (1000)")
    parser.add_argument("--json", action="store_true", help="print JSON, see docs/evaluation.md")
    parser.add_argument("--state", type=Path, help="the folder with the prepared encoder")
    parser.add_argument("--encoder", help="the built-in one, or a sentence-transformers folder")


def _add_certificate_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--labelled", type=Path, required=True, help="questions and their answers")
    parser.add_argument("--alpha", type=_share, default=0.05, help="wrong answers allowed (0.05)")
    parser.add_argument("--delta", type=_share, default=0.05, help="risk of more than that (0.05)")
    parser.add_argument("--by", default="command line", help="who the certificate says issued it")
    parser.add_argument("--dry-run", action="store_true", help="store nothing")
    parser.add_argument("--json", action="store_true", help="print JSON, see docs/certificate.md")


def _share(text: str) -> float:
    value = float(text)
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return value


def _count(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"{text} is below 0")
    return value
