"""The command `vafa`."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

Command = Callable[[argparse.Namespace], int]
CANNOT_BE_WRITTEN, NOT_AS_SET = 74, 78
INSIGHTS = ("overview", "retention", "rfm", "liability", "outlook", "outcomes", "figures", "reserve")


def main(arguments: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["manage"]:
        return _manage(given[1:])
    if not os.environ.get("VAFA_PORT", "0").isdecimal():
        sys.stderr.write(f"VAFA_PORT is {os.environ['VAFA_PORT']!r}; write the number of a port.\n")
        return NOT_AS_SET
    chosen = _parser().parse_args(given)
    if chosen.command is _demo:
        os.environ["VAFA_DEMO"] = "1"
    if getattr(chosen, "to", None):
        os.environ["DATABASE_URL"] = chosen.to
    with _counted_together(getattr(chosen, "workers", 1)):
        try:
            _set_up()
        except OSError as error:
            # settings make the data folder; nothing speaks another language yet
            sys.stderr.write(f"The data folder cannot be used: {error}. Name another in VAFA_DATA, or mend this one.\n")
            return CANNOT_BE_WRITTEN
        except ValueError as error:
            sys.stderr.write(f"A setting cannot be used: {error}.\n")
            return NOT_AS_SET
        return _carried_out(chosen)


@contextmanager
def _counted_together(workers: int) -> Iterator[None]:
    """Figures of several processes are kept in files, so that each can tell those of all; the library asks for the
    folder when it is imported."""
    if workers == 1:
        yield
        return
    with TemporaryDirectory(prefix="vafa-figures-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        yield


def _carried_out(chosen: argparse.Namespace) -> int:
    from vafa.server import speaking, starting
    from vafa.server.errors import Refused

    command: Command = chosen.command
    with speaking.language(getattr(chosen, "language", None)):
        try:
            return command(chosen)
        except Refused as refused:
            sys.stderr.write(f"{refused.sentence}\n")
            return refused.code
        except Exception as error:
            if (said := starting.in_words(error)) is None:
                raise
            sys.stderr.write(f"{said.sentence}\n")
            return said.code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="vafa", description="A self-hosted customer club.")
    commands = parser.add_subparsers(required=True, metavar="command")
    demo = commands.add_parser("demo", help="two clubs to look at, on this machine alone")
    demo.add_argument("--port", type=int, default=int(os.environ.get("VAFA_PORT", "8000")))
    demo.set_defaults(command=_demo)
    _add_init(commands.add_parser("init", help="open your club: a few questions, in Persian or English"))
    _add_serve(commands.add_parser("serve", help="the web pages, the API and the worker"))
    worker = commands.add_parser("worker", help="the background worker alone")
    worker.set_defaults(command=_worker)
    _add_backup(commands.add_parser("backup", help="a copy of everything in one file, made while it serves"))
    _add_restore(commands.add_parser("restore", help="put a backup in the place of the database"))
    _add_data(
        commands.add_parser("import", help="members, past receipts, balances or adjustments from CSV or a workbook"),
        commands.add_parser("export", help="everything of a club as CSV or Parquet, in one zip"),
    )
    _add_backtest(commands.add_parser("backtest", help="what other rules would have given over the club's own history"))
    _add_insight(commands.add_parser("insight", help="a report as JSON: who stays, who buys, what is owed, what comes"))
    _add_lake(commands.add_parser("lake", help="the history as Parquet files, for reports and other programs"))
    upgrade = commands.add_parser("upgrade", help="back up, change the database to this version, look after it")
    upgrade.set_defaults(command=_upgrade)
    doctor = commands.add_parser("doctor", help="what is well, what is not, and what to do about it")
    doctor.add_argument("--json", action="store_true", help="for a program to read")
    doctor.add_argument("--chain", action="store_true", help="walk the whole chain of the ledger, not a sample")
    doctor.add_argument("--settings", action="store_true", help="list every setting with its value and its default")
    doctor.set_defaults(command=_doctor)
    for name in "serve worker backup restore upgrade doctor import export backtest insight lake".split():
        spoken = commands.choices[name]
        spoken.add_argument("--language", choices=("fa", "en"), help="else that of LANG or the club")
    _add_ledger(commands.add_parser("ledger", help="hold the books against their chain of hashes"))
    commands.add_parser("manage", help="Django's own commands", add_help=False)
    return parser


def _add_init(init: argparse.ArgumentParser) -> None:
    init.add_argument("--answers", type=Path, metavar="FILE", help="JSON with the answers, as in docs/first-day.md")
    init.add_argument("--another", action="store_true", help="a further club beside the one that is there")
    init.add_argument("--language", choices=("fa", "en"), help="the language that is asked about first")
    init.set_defaults(command=_init)


def _add_serve(serve: argparse.ArgumentParser) -> None:
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=int(os.environ.get("VAFA_PORT", "8000")))
    serve.add_argument("--doors", default="all", help="all, api, pages; several with commas")
    serve.add_argument(
        "--workers", type=int, default=1, metavar="N", help="processes that answer, one for each core; PostgreSQL only"
    )
    serve.add_argument("--no-worker", action="store_true", help="the worker runs elsewhere, by vafa worker")
    serve.set_defaults(command=_serve)


def _add_backup(backup: argparse.ArgumentParser) -> None:
    backup.add_argument("file", nargs="?", type=Path, help="a file or a folder; else the folder of VAFA_BACKUPS")
    backup.add_argument("--keep", type=int, metavar="N", help="delete all but the newest N backups of the folder")
    backup.add_argument("--verify", action="store_true", help="check the file instead, and restore nothing")
    backup.set_defaults(command=_backup)


def _add_data(bring: argparse.ArgumentParser, export: argparse.ArgumentParser) -> None:
    bring.add_argument("file", type=Path)
    bring.add_argument(
        "--kind", choices=("members", "receipts", "balances", "adjustments"), default="", help="else by its columns"
    )
    bring.add_argument("--choose", action="append", default=[], metavar="NAME=CHOICE", help="as in docs/own-data.md")
    bring.add_argument("--errors", type=Path, metavar="FILE", help="write the rows that stay out, with reasons")
    bring.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
    bring.set_defaults(command=_import)
    export.add_argument("target", type=Path, help="a file or a folder")
    export.add_argument("--form", choices=("csv", "parquet"), default="csv")
    export.set_defaults(command=_export)
    for parser in (bring, export):
        parser.add_argument("--club", help="its short name; needed where there are several")


def _add_restore(restore: argparse.ArgumentParser) -> None:
    restore.add_argument("file", type=Path)
    restore.add_argument("--to", metavar="URL", help="sqlite:///… or postgresql://…; else the database in use")
    restore.add_argument("--replace", action="store_true", help="the database that is there is moved aside")
    restore.set_defaults(command=_restore)


def _add_backtest(backtest: argparse.ArgumentParser) -> None:
    backtest.add_argument("programme", nargs="?", type=Path, help="a draft as JSON; --show writes the one in force")
    backtest.add_argument("--show", action="store_true", help="write the programme in force, to change and replay")
    backtest.add_argument("--as-booked", action="store_true", help="hold every award against the rules that gave it")
    backtest.add_argument("--since", metavar="DATE", help="count from this day on, as 2026-03-21 or 1405-01-01")
    backtest.add_argument("--until", metavar="DATE", help="and up to this day, which is left out")
    backtest.add_argument("--cores", type=int, metavar="N", help="else all of them")
    backtest.add_argument("--club", help="its short name; needed where there are several")
    backtest.set_defaults(command=_backtest)


def _add_insight(insight: argparse.ArgumentParser) -> None:
    insight.add_argument("report", choices=INSIGHTS)
    insight.add_argument("--days", type=int, default=90, metavar="N", help="the period, to the end of today; else 90")
    insight.add_argument("--club", help="its short name; needed where there are several")
    insight.set_defaults(command=_insight)


def _add_lake(lake: argparse.ArgumentParser) -> None:
    verbs = lake.add_subparsers(required=True, metavar="verb")
    refresh = verbs.add_parser("refresh", help="read what is new; what is broken is made anew")
    refresh.add_argument("--thorough", action="store_true", help="hold every file against its digest first")
    refresh.add_argument("--anew", action="store_true", help="begin from nothing")
    refresh.set_defaults(command=_refresh_lake)
    state = verbs.add_parser("state", help="what is in it and as of when")
    state.set_defaults(command=_lake_state)
    for verb in (refresh, state):
        verb.add_argument("--club", help="its short name; needed where there are several")


def _add_ledger(ledger: argparse.ArgumentParser) -> None:
    verbs = ledger.add_subparsers(required=True, metavar="verb")
    verify = verbs.add_parser("verify", help="name the first altered row of every account")
    verify.add_argument("--anchor", type=Path, help="hold the books against this anchor too")
    verify.add_argument("--sample", type=int, metavar="N", help="so many members of each club, evenly chosen")
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


def _init(chosen: argparse.Namespace) -> int:
    from getpass import getpass
    from shutil import which

    from vafa.doors.setup import terminal
    from vafa.server import starting

    starting.ready_database()
    talk = terminal.Talk(input, getpass, print, "vafa" if which("vafa") else sys.argv[0])
    return terminal.run(talk, chosen.answers, another=chosen.another)


def _serve(chosen: argparse.Namespace) -> int:
    from vafa.server import doors, serving

    doors.choose(chosen.doors)
    return serving.serve(chosen.host, chosen.port, worker=not chosen.no_worker, workers=chosen.workers)


def _worker(chosen: argparse.Namespace) -> int:
    from vafa.server import serving

    return serving.work()


def _backup(chosen: argparse.Namespace) -> int:
    from vafa.server import backup

    if chosen.verify:
        return backup.verify(chosen.file, print)
    return backup.back_up(chosen.file, keep=chosen.keep, say=print)


def _restore(chosen: argparse.Namespace) -> int:
    from vafa.server import restoring

    return restoring.restore(chosen.file, replace=chosen.replace, say=print)


def _backtest(chosen: argparse.Namespace) -> int:
    from vafa.server import backtesting

    asked = backtesting.Asked(chosen.programme, chosen.since, chosen.until, chosen.cores)
    if chosen.show:
        return backtesting.show(chosen.club, print)
    if chosen.as_booked:
        return backtesting.hold(chosen.club, asked, print)
    return backtesting.replay(chosen.club, asked, print)


def _insight(chosen: argparse.Namespace) -> int:
    from vafa.server import insights

    return insights.tell(chosen.report, chosen.club, chosen.days, print)


def _refresh_lake(chosen: argparse.Namespace) -> int:
    from vafa.server import lakes

    return lakes.refresh(chosen.club, thorough=chosen.thorough, anew=chosen.anew, say=print)


def _lake_state(chosen: argparse.Namespace) -> int:
    from vafa.server import lakes

    return lakes.state(chosen.club, print)


def _import(chosen: argparse.Namespace) -> int:
    from vafa.server import data

    choices = dict(each.partition("=")[::2] for each in chosen.choose)
    return data.bring(chosen.file, chosen.club, chosen.kind, choices, chosen.errors, not chosen.dry_run, print)


def _export(chosen: argparse.Namespace) -> int:
    from vafa.server import data

    return data.take_out(chosen.target, chosen.club, chosen.form, print)


def _upgrade(chosen: argparse.Namespace) -> int:
    from vafa.server import upgrading

    return upgrading.upgrade(print)


def _doctor(chosen: argparse.Namespace) -> int:
    from vafa.server.doctor import report

    if chosen.settings:
        return report.settings(print, as_json=chosen.json)
    return report.examine(print, as_json=chosen.json, whole_chain=chosen.chain)


def _verify(chosen: argparse.Namespace) -> int:
    from vafa.ledger import verification
    from vafa.server import state

    state.refuse_older(state.state())
    return verification.report(chosen.club, chosen.anchor, print, sample=chosen.sample)


def _anchor(chosen: argparse.Namespace) -> int:
    from vafa.ledger import verification

    return verification.anchor(chosen.club, chosen.file, print)


if __name__ == "__main__":
    sys.exit(main())
