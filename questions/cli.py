"""The command `backproof`: reads the call, hands it to one function, and says in one line what was wrong with it."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from questions.commands.check import check
from questions.commands.coverage import coverage
from questions.commands.dataset import dataset
from questions.commands.derive import derive
from questions.commands.exam import exam, init
from questions.commands.generate import generate
from questions.commands.list import list_
from questions.commands.options import examples
from questions.commands.show import show
from questions.commands.verify import verify
from questions.errors import Told, unknown

INTERRUPTED = 130  # as a shell reports a program stopped by Ctrl-C


class Door(click.Group):
    """The group whose every error is one line on stderr: 1 a check failed, 2 the call was wrong."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a near match is offered for one that is not there."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            raise unknown("command", args[0], self.list_commands(ctx), "commands", "backproof --help")
        return super().resolve_command(ctx, args)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the call and exit with its code (with `standalone_mode` off: return it, and let errors pass)."""
        _print_anything()
        run = super().main
        prog_name = prog_name or "backproof"
        if not standalone_mode:
            return run(args, prog_name, complete_var, False, **extra)
        try:
            code = run(args, prog_name, complete_var, False, **extra)
        except Told as error:
            _leave(str(error), error.exit_code)
        except click.UsageError as error:
            where = error.ctx.command_path if error.ctx else prog_name
            said = error.format_message().rstrip(".")
            _leave(f"{said}{'' if said.endswith('?') else ';'} see {where} --help", error.exit_code)
        except click.ClickException as error:
            _leave(error.format_message(), error.exit_code)
        except click.Abort:
            _leave("stopped before it was done; nothing is half written", INTERRUPTED)
        sys.exit(code if isinstance(code, int) else 0)


def _leave(message: str, code: int) -> NoReturn:
    click.echo(f"backproof: {' '.join(message.split())}", err=True)
    sys.exit(code)


def _print_anything() -> None:
    """Let a terminal that cannot show a character show its number; files and pipes keep their encoding."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")


def _version(ctx: click.Context, _param: click.Parameter, asked: bool) -> None:
    if not asked or ctx.resilient_parsing:
        return
    from questions.record import version

    click.echo(f"backproof {version()}")
    ctx.exit()


@click.group(
    "backproof",
    cls=Door,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=examples(
        "backproof list                                   what can be asked",
        "backproof show mlp_parameters                    one question with its answer",
        "backproof generate --topic losses --seed 7       a problem sheet and its solutions",
        "backproof verify output/                         check what was written, again",
    ),
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Say the version."
)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Problem sheets for neural-network courses in which every answer has been proved, and then executed.

    Exit codes: 0 done, 1 a check failed, 2 the call was wrong. Results go to stdout, messages to stderr.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def _say(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """Put the folder that an option names into the environment, for this command and the processes that it starts."""
    if value is None:
        return
    from questions import places

    name = {option: name for name, option in places.OPTIONS.items()}[param.opts[0]]
    ctx.with_resource(places.said(name, value))


BANK = ("--bank", "A folder with your own families: bank, witness and prompts. It is code, and it is run.")
TEMPLATES = ("--templates", "A folder with your own prompts and sheets, in place of ours of the same name.")
WITH_BANK = (list_, show, generate, exam, verify, check, coverage)
WITH_TEMPLATES = (list_, show, generate, exam, verify, check)
for commands, (name, meaning) in ((WITH_BANK, BANK), (WITH_TEMPLATES, TEMPLATES)):
    for each in commands:
        each.params.append(
            click.Option(
                [name], metavar="DIR", is_eager=True, expose_value=False, callback=_say, help=meaning
            )
        )

for command in (list_, show, derive, generate, init, exam, dataset, verify, check, coverage):
    main.add_command(command)

if __name__ == "__main__":
    main()
