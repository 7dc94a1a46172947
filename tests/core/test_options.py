"""Options: set for good, for a block, by the environment; wrong ones are told; threads do not disturb each other."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import hanting_geo as hg
from hanting_geo.core import compiled
from hanting_geo.core.options import VARIABLES, OptionError, Options, options
from hanting_geo.core.text import language_or
from hanting_geo.core.threads import each, workers


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES.values():
        monkeypatch.delenv(variable, raising=False)


def test_nothing_is_set_at_first() -> None:
    assert (Options().language, Options().threads, Options().compiled) == (None, None, None)
    assert hg.options is options
    assert language_or(None) == "zh"
    assert language_or(None, "en") == "en"


def test_set_for_good_and_set_back() -> None:
    own = Options()
    own.language, own.threads, own.compiled = "zh", 2, False
    assert repr(own) == "Options(language='zh', threads=2, compiled=False)"
    own.language = None
    assert own.language is None


def test_a_block_holds_inside_and_ends_after_an_error() -> None:
    def fail() -> None:
        assert (options.language, options.threads, language_or(None)) == ("en", 1, "en")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), options(language="en"), options(threads=1):
        fail()
    assert (options.language, options.threads) == (None, None)


def test_none_in_a_block_is_nothing_set() -> None:
    with options(language="en"), options(language=None):
        assert options.language is None


@pytest.mark.parametrize(
    ("name", "word", "value"),
    [
        ("language", "zh", "zh"),
        ("threads", " 3 ", 3),
        ("compiled", "0", False),
        ("compiled", "1", True),
        ("threads", "", None),
    ],
)
def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch, name: str, word: str, value: object) -> None:
    monkeypatch.setenv(VARIABLES[name], word)
    assert getattr(options, name) == value


@pytest.mark.parametrize(
    ("name", "word"), [("language", "fr"), ("threads", "0"), ("threads", "two"), ("compiled", "no")]
)
def test_a_wrong_environment_is_told_with_its_name(monkeypatch: pytest.MonkeyPatch, name: str, word: str) -> None:
    monkeypatch.setenv(VARIABLES[name], word)
    with pytest.raises(OptionError, match=f"{VARIABLES[name]} is '{word}'; set it to"):
        getattr(options, name)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"language": "fr"}, "takes 'zh', 'en' or None, and was given 'fr'"),
        ({"language": 1}, "was given 1"),
        ({"threads": 0}, "whole number from 1 up"),
        ({"threads": True}, "whole number from 1 up"),
        ({"threads": 1.5}, "whole number from 1 up"),
        ({"compiled": 1}, "takes True, False or None"),
        ({"langauge": "zh"}, "did you mean language"),
        ({"colour": "red"}, "There are: language, threads, compiled"),
    ],
)
def test_wrong_options_are_told(given: dict[str, object], told: str) -> None:
    with pytest.raises(OptionError, match=told), options(**given):
        pass
    (name, value), *_ = given.items()
    with pytest.raises(hg.SchemaError, match=told):
        setattr(options, name, value)


def test_a_block_of_one_thread_is_not_seen_by_another() -> None:
    inside, asked, seen = threading.Event(), threading.Event(), []

    def other() -> None:
        inside.wait(10)
        seen.append(options.language)
        asked.set()

    thread = threading.Thread(target=other)
    thread.start()
    with options(language="zh"):
        inside.set()
        assert asked.wait(10)
    thread.join()
    assert seen == [None]


def test_threads_of_ours_take_the_block_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hanting_geo.core.threads.WORKERS", 4)
    with options(language="zh"):
        assert each(lambda _: options.language, range(8)) == ["zh"] * 8
    with ThreadPoolExecutor(1) as plain:
        assert plain.submit(lambda: options.language).result() is None


def test_threads_and_machine_code_do_what_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hanting_geo.core.threads.WORKERS", 4)
    names: set[str] = set()
    with options(threads=1, compiled=False):
        assert workers() == 1
        each(lambda _: names.add(threading.current_thread().name), range(8))
        assert not compiled.is_there()
    assert names == {threading.current_thread().name}
    assert workers() == 4
