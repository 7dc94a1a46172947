"""From what stands in a rule file to rules: every field read, every mistake in plain words with its place."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from pydantic import ValidationError

from hanting_geo.core.sentences import both
from hanting_geo.core.text import LANGUAGES, Text
from hanting_geo.core.words.rule_mistakes import PLACES
from hanting_geo.core.words.rules import HEADERS, WIDE_COLON
from hanting_geo.errors import RuleError
from hanting_geo.siting.rules.fields import READERS, FieldError, title_of
from hanting_geo.siting.rules.model import (
    Rule,
    RuleSet,
    between_fields,
    between_layers,
    between_rules,
)
from hanting_geo.siting.rules.vocabulary import MistakeError, close_to, listed_choices, said
from hanting_geo.siting.rules.wording import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from hanting_geo.errors import HantingGeoError

__all__ = ["Draft", "Problem", "Where", "build", "dotted", "fail", "line", "plain", "read_title"]


_CHINESE = {
    unicodedata.normalize("NFKC", text.zh): "title" if name.startswith("title_") else name
    for name, text in HEADERS.items()
}
"""The headers of tables, which people write in YAML too."""


class Problem(NamedTuple):
    """One mistake: where to sort it, where it stands, in which field, and what is wrong and valid.

    What is a plain text is the same in every language.
    """

    order: tuple[int, int]
    place: Text | str
    field: Text | str
    text: Text | str

    def said(self, language: str) -> str:
        """Say it in a language."""
        place, field, text = (
            part.text(language) if isinstance(part, Text) else part for part in (self.place, self.field, self.text)
        )
        sentence = PLACES["with_field" if field else "plain"].text(language)
        return sentence.format(place=place, field=field, text=text)


class Draft(NamedTuple):
    """A rule as it stands in the file: field to raw value, and the fields that are there and cannot be read."""

    values: Mapping[str, Any]
    unread: frozenset[str] = frozenset()


class Where(Protocol):
    """Says where a field of a rule stands: what to sort by, and in words."""

    def __call__(self, number: int, *path: str) -> tuple[tuple[int, int], Text | str]:
        """Give the place of a field, or of the whole rule without a path."""
        ...


def line(number: int) -> Text:
    """Call a line of a file."""
    return PLACES["line"].filled(line=number)


def plain(text: str) -> Text:
    """Take a name that is the same in every language."""
    return Text(text, text)


def fail(
    path: Path, problems: Iterable[Problem], language: str = "en", error: type[HantingGeoError] = RuleError
) -> HantingGeoError:
    """Make the one error that lists all problems by place."""
    rows = sorted(dict.fromkeys(problems), key=lambda row: (row.order, row.said("en")))
    head = PLACES["many" if len(rows) > 1 else "one"].filled(path=path, count=len(rows))
    english, chinese = ("\n".join([head.text(each), *(f"  {row.said(each)}" for row in rows)]) for each in ("en", "zh"))
    return error(both(english, chinese).spoken(language))


def build(  # noqa: PLR0913 - each is said by keyword
    path: Path,
    drafts: Sequence[Draft],
    where: Where,
    *,
    title: Text,
    note: str,
    problems: list[Problem],
    cells: bool,
    language: str,
    included: Sequence[Rule] = (),
) -> RuleSet:
    """Make the rules of a file, or raise one error with everything that is wrong.

    Parameters
    ----------
    path
        The file, for the message.
    drafts
        The rules as they stand.
    where
        Says where something stands.
    title, note
        Of the rule set.
    problems
        What was found before.
    cells
        Whether values come from cells of a table, where filters and lists are in notation, or from YAML.
    language
        Of the message.
    included
        Rules of other files, which come first; a later rule of one of their ids replaces it.
    """
    rules: list[Rule | None] = []
    pairs: list[tuple[str | None, str | None]] = []
    for number, draft in enumerate(drafts):
        typed, found = _read_fields(draft, cells=cells)
        # What a misspelt field was meant to be is there, and cannot be read.
        meant = {near for place, _ in found if place[0] not in Rule.model_fields and (near := _meant(place[0]))}
        unread = draft.unread | {place[0] for place, _ in found} | meant
        rule, more = _make(typed, unread)
        found += more
        label = _label(typed.get("id"), number)
        problems += [Problem(*where(number, *place), dotted(label, *place), text) for place, text in found]
        rules.append(rule)
        pairs.append((typed.get("id"), typed.get("overrides")))
    own = {rule_id for rule_id, _ in pairs}
    kept = [rule for rule in {rule.id: rule for rule in included}.values() if rule.id not in own]
    before = len(kept)
    for number, field, text in between_rules([*((rule.id, rule.overrides) for rule in kept), *pairs]):
        at = number - before
        if at < 0:
            # What an included rule overrides may be replaced by one that overrides it: the file says where.
            problems.append(Problem((1, 0), line(1), dotted(plain(kept[number].id), field), text))
            continue
        label = _label(pairs[at][0], at)
        problems.append(Problem(*where(at, field), dotted(label, field), text))
    for number, field, text in between_layers([*kept, *rules]):
        at = number - before
        if at < 0:
            problems.append(Problem((1, 0), line(1), dotted(plain(kept[number].id), field), text))
            continue
        problems.append(Problem(*where(at, field), dotted(_label(pairs[at][0], at), field), text))
    if problems:
        raise fail(path, problems, language)
    made: dict[str, Rule] = {}
    replaced: dict[str, None] = {}
    for rule in (*included, *(rule for rule in rules if rule is not None)):
        if rule.id in made and made[rule.id] != rule:
            replaced[rule.id] = None
        made[rule.id] = rule
    return RuleSet(tuple(made.values()), title, note, tuple(replaced))


def dotted(label: Text, *place: str) -> Text:
    """Call a field of a rule."""
    zh, en = (".".join((label.text(language), *place)) for language in LANGUAGES)
    return Text(zh, en)


def _label(rule_id: str | None, number: int) -> Text:
    return plain(rule_id) if rule_id else PLACES["rule"].filled(number=number + 1)


def _make(typed: dict[str, Any], unread: frozenset[str]) -> tuple[Rule | None, list[tuple[tuple[str, ...], Text]]]:
    """Make one rule of fields of the right type; pydantic knows the ranges."""
    found: list[tuple[tuple[str, ...], Text]] = []
    rule = None
    try:
        rule = Rule.model_validate(typed)
    except ValidationError as error:
        # Missing fields and what holds between fields are said below, of fields that others hide as well.
        found += [((name,), text) for name, text in in_words(error, Rule.model_fields) if name]
    bad = unread | {place[0] for place, _ in found}
    for name, text in (("id", said("no_id")), ("relation", said("no_relation", listed=listed_choices("relation")))):
        if name not in typed and name not in bad:
            found.append(((name,), text))
    found += [((name,), text) for name, text in between_fields(typed, unread=bad)]
    return rule, found


def _meant(name: str) -> str | None:
    """Tell which field a name that is none was meant to be."""
    plain_name = unicodedata.normalize("NFKC", name).partition(":")[0].strip()
    near = get_close_matches(plain_name.lower(), list(Rule.model_fields), n=1, cutoff=0.6)
    return _CHINESE.get(plain_name) or (near[0] if near else None)


def _read_fields(draft: Draft, *, cells: bool) -> tuple[dict[str, Any], list[tuple[tuple[str, ...], Text]]]:
    """Read each field by its type; give what could be read, and the problems by field."""
    typed: dict[str, Any] = {}
    found: list[tuple[tuple[str, ...], Text]] = []
    known = list(Rule.model_fields)
    for name, raw in draft.values.items():
        wide = str(name).partition(WIDE_COLON)
        if name not in known and wide[1] and wide[0].strip() in known:
            found.append(((str(name),), said("full_width_colon", key=wide[0].strip())))
            continue
        if name not in known:
            meant = _CHINESE.get(unicodedata.normalize("NFKC", str(name)).strip())
            hint = said("did_you_mean", close=meant) if meant else close_to(str(name), known)
            found.append(((str(name),), said("no_field", hint=hint)))
            continue
        if raw is None or (isinstance(raw, str) and not raw.strip() and not (name == "value" and not cells)):
            continue
        try:
            typed[name] = READERS[name](name, raw, cells, draft.values)
        except FieldError as error:
            found += [((name, *place), text) for place, text in error.problems]
        except MistakeError as mistake:
            found.append(((name,), mistake.text))
    return typed, found


def read_title(raw: Any) -> tuple[Text, list[tuple[tuple[str, ...], Text]]]:
    """Read the title of a rule set from YAML, with what is wrong in it by place."""
    try:
        return (Text() if raw is None else title_of("title", raw, False, {})), []
    except FieldError as error:
        return Text(), error.problems
    except MistakeError as mistake:
        return Text(), [((), mistake.text)]
