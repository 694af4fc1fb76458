"""The command `vafa`."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["manage"]:
        return _manage(given[1:])
    chosen = _parser().parse_args(given)
    if chosen.command is _demo:
        os.environ["VAFA_DEMO"] = "1"
    _set_up()
    command: Command = chosen.command
    return command(chosen)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="vafa", description="A self-hosted customer club.")
    commands = parser.add_subparsers(required=True, metavar="command")
    demo = commands.add_parser("demo", help="two clubs to look at, on this machine alone")
    demo.add_argument("--port", type=int, default=int(os.environ.get("VAFA_PORT", "8000")))
    demo.set_defaults(command=_demo)
    serve = commands.add_parser("serve", help="the web pages, the API and the worker")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=int(os.environ.get("VAFA_PORT", "8000")))
    serve.set_defaults(command=_serve)
    worker = commands.add_parser("worker", help="the background worker alone")
    worker.set_defaults(command=_worker)
    _add_ledger(commands.add_parser("ledger", help="hold the books against their chain of hashes"))
    commands.add_parser("manage", help="Django's own commands", add_help=False)
    return parser


def _add_ledger(ledger: argparse.ArgumentParser) -> None:
    verbs = ledger.add_subparsers(required=True, metavar="verb")
    verify = verbs.add_parser("verify", help="name the first altered row of every account")
    verify.add_argument("--anchor", type=Path, help="hold the books against this anchor too")
    verify.add_argument("--club", help="one club alone, by its short name")
    verify.set_defaults(command=_verify)
    anchor = verbs.add_parser("anchor", help="write the signed root over all accounts, to be kept elsewhere")
    anchor.add_argument("club")
    anchor.add_argument("file", type=Path)
    anchor.set_defaults(command=_anchor)


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vafa.settings")
    import django

    from vafa import translations

    translations.compile_catalogues(Path(__file__).parent / "locale")
    django.setup()


def _manage(arguments: Sequence[str]) -> int:
    _set_up()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["vafa manage", *arguments])
    return 0


def _demo(chosen: argparse.Namespace) -> int:
    from vafa.demo import running

    return running.run(chosen.port)


def _serve(chosen: argparse.Namespace) -> int:
    from vafa.doors.worker import serving

    return serving.serve(chosen.host, chosen.port)


def _worker(chosen: argparse.Namespace) -> int:
    from vafa.doors.worker import serving

    return serving.work()


def _verify(chosen: argparse.Namespace) -> int:
    from vafa.ledger import verification

    return verification.report(chosen.club, chosen.anchor, print)


def _anchor(chosen: argparse.Namespace) -> int:
    from vafa.ledger import verification

    return verification.anchor(chosen.club, chosen.file, print)


if __name__ == "__main__":
    sys.exit(main())
