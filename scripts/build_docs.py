"""Build the documentation site from what is in the repository, with no network: ``python scripts/build_docs.py [OUT]``.

Needs the extra ``docs`` (pip install -e ".[docs]") and, for the pictures of the gallery, a Chromium. Warnings are
errors. ``--stored`` shows the outputs stored in the notebooks instead of running them; ``--no-pictures`` leaves
the pictures of the gallery out, not its maps. ``--check`` writes nothing: it reads every page, follows the links
between them, and says what is wrong.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import re
import shutil
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
SITE = REPOSITORY / "docs" / "site"
COPIED = ("docs", "notebooks", "examples", "layers", "scripts", "benchmarks", "hanting_geo")
TOP = ("README.md", "README.zh.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "setup.cfg")

# Pages by what a reader comes for; a page that is in none of these lists stands with the explanations.
GROUPS = {
    "How to 怎么做": ["how_to", "coming_from"],
    "Layers and files 图层与文件": ["layers", "bureau_files", "database", "large_files", "raster"],
    "Analysis 分析": ["overlay", "statistics", "network", "areas"],
    "Siting 选址": ["rules", "screening", "suitability", "weights", "coverage", "location"],
    "Maps and documents 地图与成果": ["maps", "figures", "report", "foreign_maps", "notebooks", "scenarios"],
    "Operation 运行": [
        "closed_networks",
        "options",
        "scale",
        "errors",
        "security",
        "known_issues",
    ],
}
EXPLANATION = "Explanation 原理"
MARK = "[\u3001\u3002\uff0c\uff1a\uff1b\uff08\uff09]"
"""A mark of a Chinese sentence, which has its own room."""
SIGN = f"[\u4e00-\u9fff{MARK[1:]}"
REST = ("benchmarks/README", "CHANGELOG", "CONTRIBUTING")
ROOMS = {
    "sources": "Layers and files 图层与文件",
    "crs": "Coordinates 坐标",
    "analysis": "Analysis 分析",
    "siting": "Siting 选址",
    "outputs": "Maps and documents 地图与成果",
    "scenario": "Scenarios 方案",
    "core": "Options and findings 选项与发现",
    "errors": "Errors 错误",
}


def main(arguments: list[str] | None = None) -> int:
    """Lay the sources out, and build."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", nargs="?", type=Path, default=REPOSITORY / "site", help="the folder of the site")
    parser.add_argument("--stored", action="store_true", help="show the stored outputs of the notebooks")
    parser.add_argument("--no-pictures", action="store_true", help="leave the pictures of the gallery out")
    parser.add_argument("--check", action="store_true", help="say what is wrong with the pages, and write none")
    chosen = parser.parse_args(arguments)
    try:
        from sphinx.cmd.build import main as sphinx
    except ImportError:
        sys.stderr.write('the site needs Sphinx and its theme: pip install -e ".[docs]"\n')
        return 2
    with tempfile.TemporaryDirectory(prefix="hanting_geo_docs_") as folder:
        source = Path(folder) / "source"
        lay_out(source, pictures=not chosen.no_pictures, maps=not chosen.check)
        how = ["-D", f"nb_execution_mode={'off' if chosen.stored or chosen.check else 'force'}"]
        doctrees = ["-d", str(Path(folder) / "doctrees")]
        builder, out = ("dummy", Path(folder) / "none") if chosen.check else ("html", chosen.out)
        return int(sphinx(["-W", "--keep-going", "-q", "-b", builder, *how, *doctrees, str(source), str(out)]))


def lay_out(source: Path, *, pictures: bool, maps: bool = True) -> None:
    """Copy and write everything that Sphinx reads."""
    source.mkdir(parents=True)
    for name in COPIED:
        unread = shutil.ignore_patterns("__pycache__", "*.pyc", "site", ".ipynb_checkpoints")
        shutil.copytree(REPOSITORY / name, source / name, ignore=unread)
    for name in TOP:
        if (REPOSITORY / name).exists():
            shutil.copy(REPOSITORY / name, source / name)
    for name in ("conf.py", "index.md"):
        shutil.copy(SITE / name, source / name)
    (source / "_static").mkdir()
    shutil.copy(SITE / "site.css", source / "_static" / "site.css")
    sys.path.insert(0, str(SITE))
    try:
        importlib.import_module("gallery").make(source, pictures=pictures, maps=maps)
    finally:
        sys.path.remove(str(SITE))
    reference(source / "reference")
    chinese = source / "README.zh.md"
    text = chinese.read_text(encoding="utf-8") if chinese.exists() else "# 中文说明\n\n寒亭区项目选址工具包。\n"
    # On the site the English edition is the first page, and folders are no pages.
    text = text.replace("(README.md)", "(index.md)")
    text = re.sub(r"\[([^\]]+)\]\((?:notebooks|scripts|examples)(?:/\w+)?/?\)", r"`\1`", text)
    # Two pages of one name are told apart in the bar at the top.
    text = text.replace("# hanting_geo\n", "# 中文说明\n", 1)
    (source / "zh.md").write_text(unwrapped(text), encoding="utf-8")
    for page in (source / "docs" / "zh").glob("*.md"):
        page.write_text(unwrapped(page.read_text(encoding="utf-8")), encoding="utf-8")
    with (source / "index.md").open("a", encoding="utf-8") as index:
        index.write(contents(source))


def unwrapped(text: str) -> str:
    r"""Join lines of a paragraph in Chinese where a browser would put a blank between two characters.

    Examples
    --------
    >>> unwrapped("一，\n二 `a`\n三\n\n- 四\n- 五。\n  六")
    '一，二 `a`\n三\n\n- 四\n- 五。六'
    """
    parts = re.split(r"(^```.*?^```$)", text, flags=re.DOTALL | re.MULTILINE)
    for place in range(0, len(parts), 2):
        joined = re.sub(rf"(?<={SIGN})\n *(?={SIGN})", "", parts[place])
        parts[place] = re.sub(rf"(?<={MARK})\n *(?=[^\s#|>*+<-])(?!\d+\. )", "", joined)
    return "".join(parts)


def contents(source: Path) -> str:
    """Write a page a section, and the table of contents that holds them."""
    pages = {path.stem for path in (source / "docs").glob("*.md")}
    books = sorted(path.stem for path in (source / "notebooks").glob("*.ipynb"))
    order = [name for names in GROUPS.values() for name in names]
    translated = sorted(
        (path.stem for path in source.glob("docs/zh/*.md")), key=lambda page: (*order, page).index(page)
    )
    guide = {title: [f"docs/{name}" for name in names if name in pages] for title, names in GROUPS.items()}
    guide[EXPLANATION] = [f"docs/{name}" for name in sorted(pages.difference(order))]
    sections = {
        "tutorials": ("Tutorials 教程", {"": [f"notebooks/{name}" for name in books]}),
        "guide": ("Guide 指南", {title: names for title, names in guide.items() if names}),
        "reference": ("Reference 参考", {"": ["reference/api", "reference/commands", *REST]}),
    }
    for name, (title, parts) in sections.items():
        text = [f"# {title}", ""]
        for caption, listed in parts.items():
            text += [f"## {caption}", ""] if caption else []
            text += ["```{toctree}", ":maxdepth: 1", "", *listed, "```", ""]
        (source / f"{name}.md").write_text("\n".join(text), encoding="utf-8")
    if translated:
        with (source / "zh.md").open("a", encoding="utf-8") as chinese:
            chapters = "\n".join(f"docs/zh/{name}" for name in translated)
            chinese.write(f"\n```{{toctree}}\n:maxdepth: 1\n\n{chapters}\n```\n")
    return "\n```{toctree}\n:hidden:\n\n" + "\n".join([*sections, "gallery/index", "zh"]) + "\n```\n"


def reference(folder: Path) -> None:
    """Write a page for each public name, by room, and one for the command line."""
    import hanting_geo as hg

    folder.mkdir()
    rooms: dict[str, list[str]] = {}
    for name, module in sorted(hg._ROOMS.items(), key=lambda item: item[0].casefold()):  # noqa: SLF001
        rooms.setdefault(module.split(".")[0], []).append(name)
    text = ["# Reference of the API", "", "All of these are names of `hanting_geo`: `import hanting_geo as hg`.", ""]
    for room, title in ROOMS.items():
        names = rooms.pop(room, [])
        if names:
            text += [f"## {title}", "", "| name | what |", "| --- | --- |"]
            text += [f"| [`{name}`](api/{name}.md) | {first_line(getattr(hg, name))} |" for name in names]
            text += ["", "```{toctree}", ":hidden:", "", *(f"api/{name}" for name in names), "```", ""]
    if rooms:
        message = f"build_docs: the rooms {sorted(rooms)} are in no list of the reference"
        raise SystemExit(message)
    (folder / "api.md").write_text("\n".join(text), encoding="utf-8")
    (folder / "api").mkdir()
    for name in hg._ROOMS:  # noqa: SLF001
        thing = getattr(hg, name)
        path = f"hanting_geo.{name}"
        directive = "autoclass" if inspect.isclass(thing) else "autofunction" if callable(thing) else "autodata"
        rest = [f"# {name}", "", "```{eval-rst}", f".. {directive}:: {path}", "```", ""]
        (folder / "api" / f"{name}.md").write_text("\n".join(rest), encoding="utf-8")
    (folder / "commands.md").write_text(commands(), encoding="utf-8")


def first_line(thing: object) -> str:
    """Give the first sentence of a docstring, without the markup of Sphinx."""
    text = (inspect.getdoc(thing) or "").splitlines()[0]
    return re.sub(r":\w+:`~?([^`]+)`", r"`\1`", text).replace("``", "`").replace("|", "\\|")


def commands() -> str:
    """Write down what each command says of itself."""
    import typer

    from hanting_geo.cli.main import app

    group = typer.main.get_command(app)
    text = ["# Command line", "", "`hanting-geo`, or `python -m hanting_geo`; `--help` says the same.", ""]
    for name in sorted(group.commands):  # type: ignore[attr-defined]
        command = group.commands[name]  # type: ignore[attr-defined]
        context = command.make_context(name, [], resilient_parsing=True)
        context.info_name = f"hanting-geo {name}"
        options = [record for each in command.params if (record := each.get_help_record(context))]
        said = re.sub(r"\s*\n\s*", " ", command.help or "").strip()
        text += [f"## {name}", "", said, "", "```text", command.get_usage(context), "```", ""]
        text += ["| option | what |", "| --- | --- |"] if options else []
        for option, what in options:
            cells = [re.sub(r"\[/?[a-z ]+\]", "", cell).replace("|", "\\|") for cell in (option, what)]
            text.append(f"| `{cells[0]}` | {' '.join(cells[1].replace('<', '&lt;').split())} |")
        text.append("")
    return "\n".join(text)


if __name__ == "__main__":
    sys.exit(main())
