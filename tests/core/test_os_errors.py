"""What the operating system refuses, said in words, and in the language asked for."""

from __future__ import annotations

import os

import pytest

from hanting_geo.core.os_errors import reason, too_long


@pytest.mark.parametrize(
    ("number", "english", "in_chinese"),
    [
        (32, "being used by another process", "文件正被其他程序使用"),
        (5, "Access is denied", "没有权限"),
        (112, "There is not enough space on the disk", "磁盘空间不足"),
        (3, "cannot find the path", "没有这个文件夹"),
    ],
)
def test_what_windows_says_is_said_in_the_language_asked_for(number: int, english: str, in_chinese: str) -> None:
    error = OSError(13, "El proceso no tiene acceso", "a.xlsx")
    error.winerror = number  # type: ignore[attr-defined]
    assert english in reason(error)
    assert reason(error).text("zh") == in_chinese


def test_a_path_that_is_too_long_for_windows_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    long = "C:\\" + "\\".join(["规划"] * 100) + "\\a.xlsx"
    error = FileNotFoundError(2, "No such file or directory", long)
    error.winerror = 3  # type: ignore[attr-defined]
    assert "Windows" not in reason(error)
    assert too_long(long) is None
    monkeypatch.setattr("hanting_geo.core.os_errors._ON_WINDOWS", True)
    count = len(os.path.abspath(long))  # noqa: PTH100 - as the product does
    assert str(reason(error)).startswith(f"the path has {count} characters, and Windows takes 259")
    assert f"路径有 {count} 个字符" in reason(error).text("zh")
    assert too_long("C:\\a.xlsx") is None
