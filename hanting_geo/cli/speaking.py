"""The command line in one language: help, usage and mistakes, once ``--language`` or the options say which.

Where nobody said, help has both languages, as it stands in the code.
"""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from typer import BadParameter
from typer.core import TyperCommand, TyperGroup

from hanting_geo.core.options import LANGUAGES, options
from hanting_geo.core.words.chinese.commands import CHINESE, FRAME, MISTAKES
from hanting_geo.core.words.cli import said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Command", "Group", "asked_language", "in_one_language"]

_USAGE_ERROR: type[Any] = BadParameter.__mro__[1]
"""What typer raises where the command line is used wrongly."""
_HAN = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
_CHINESE_BEFORE = re.compile(rf"^[{_HAN}]+(?=[A-Z])")
_CHINESE_BEHIND = re.compile(rf"(?<=[.?)]) (?:[A-Za-z]+ )?[{_HAN}][^.]*$")


def asked_language(arguments: Sequence[str]) -> str | None:
    """Find the language that the command line asks for, before anything is built; None without.

    Examples
    --------
    >>> asked_language(["layers", "--language", "en"]), asked_language(["--language=zh"]), asked_language(["layers"])
    ('en', 'zh', None)
    """
    found = None
    for word, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if word == "--":
            break
        name, given, value = word.partition("=")
        if name == "--language":
            found = value if given else following
    return found if found in LANGUAGES else None


def in_one_language(text: str, language: str | None) -> str:
    """Give help in the language asked for; as it stands where none was.

    Examples
    --------
    >>> help = "Layer of SRC, when it holds several. 图层"
    >>> in_one_language(help, "en"), in_one_language(help, "zh")
    ('Layer of SRC, when it holds several.', 'SRC 有多个图层时的图层名。')
    """
    if language is None or not text:
        return text
    english = _CHINESE_BEHIND.sub("", _CHINESE_BEFORE.sub("", text)).strip()
    return CHINESE.get(english, text) if language == "zh" else english.replace("\u4e2d\u6587", "Chinese")


@contextmanager
def _spoken(*commands: Any) -> Iterator[None]:
    """Let commands and their parameters have their help in the language of the options, as long as it is shown."""
    language = options.language
    kept = []
    for command in commands:
        for item in (command, *command.params):
            text = getattr(item, "help", None)
            if text:
                kept.append((item, text))
                item.help = in_one_language(text, language)
    try:
        yield
    finally:
        for item, text in kept:
            item.help = text


def _framed(text: str) -> str:
    """Say in Chinese what typer writes around the help."""
    if options.language != "zh":
        return text
    for english, chinese in FRAME.items():
        text = text.replace(english, chinese)
    return text.replace("Show this message and exit.", CHINESE["Show this message and exit."])


class Command(TyperCommand):
    """A command whose help is in the language asked for."""

    def get_help(self, ctx: Any) -> str:
        """Give the help."""
        with _spoken(self):
            return _framed(super().get_help(ctx))

    def get_usage(self, ctx: Any) -> str:
        """Give the line of usage."""
        return _framed(super().get_usage(ctx))


class Group(TyperGroup):
    """The program: its help and what it says of wrong usage are in the language asked for."""

    def get_help(self, ctx: Any) -> str:
        """Give the help."""
        with _spoken(self, *self.commands.values()):
            return _framed(super().get_help(ctx))

    def get_usage(self, ctx: Any) -> str:
        """Give the line of usage."""
        return _framed(super().get_usage(ctx))

    def main(self, args: Sequence[str] | None = None, *given: Any, **named: Any) -> Any:
        """Run; wrong usage is told in Chinese where that is the language."""
        if given or not named.get("standalone_mode", True) or options.language != "zh":
            return super().main(args, *given, **named)
        try:
            code = super().main(args, **{**named, "standalone_mode": False})
        except _USAGE_ERROR as error:
            _tell(error)
            code = error.exit_code
        sys.exit(code if isinstance(code, int) else 0)


def _tell(error: Any) -> None:
    """Say what is wrong with the command line, and how to get help."""
    message = error.format_message()
    if error.ctx is None or type(error).__name__ == "NoArgsIsHelpError":
        print(message, file=sys.stderr)  # noqa: T201 - the message is the product
        return
    path = error.ctx.command_path
    lines = [error.ctx.get_usage(), said("try_help", path=path, option=error.ctx.help_option_names[0]), ""]
    print(*lines, said("wrong_usage", message=_in_chinese(message)), sep="\n", file=sys.stderr)  # noqa: T201


def _in_chinese(message: str) -> str:
    """Say in Chinese what is wrong with the command line; what is not known stays as it is."""
    for pattern, chinese in MISTAKES.items():
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            named = found.groupdict()
            meant = named.get("b") or named.get("c") or ""
            return chinese.format(**named) + (said("perhaps", meant=meant.replace(" or ", ", ")) if meant else "")
    return message
