"""What stands in the script of a foreign map: folium's statements, and none of the texts that the map shows.

folium writes popups, tooltips and labels into its script, and a backslash or a back-tick in one of them leaves the
string that it stands in. Here such a text goes into a block of JSON, which no browser executes, and the script asks for
it by number. Where folium writes a name that is no text (an option's key, a reference system, a zoom), what cannot be
one is refused.
"""

from __future__ import annotations

import html
import math
import re
from numbers import Real
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import folium
from branca.element import MacroElement
from folium import plugins
from folium.elements import ElementAddToElement
from folium.template import tojavascript

from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SourceError
from hanting_geo.outputs.page.element import data_block, safe_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from branca.element import Element

__all__ = ["Data", "Written", "replaced_template", "require_names"]

_BLOCK = "hanting-data"
_MACROS = ("header", "html", "script")
_OPTIONS = ("options", "tooltip_options", "popup_options", "base_tree", "overlay_tree", "args", "includes")
_SYSTEMS = ("EPSG3857", "EPSG4326", "EPSG3395", "EPSG900913", "Earth", "Simple")
_EVERY_OBJECT = {
    *("__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__", "__proto__", "constructor"),
    *("hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf"),
}
_NAME = re.compile(r"[A-Za-z_$][\w$]*", flags=re.ASCII)
# folium has put a backslash before each back-tick that had none: it meant a template literal.
_ESCAPED = re.compile(r"(?<!\\)\\`")
_NO_TEXT = '"Latitude: " + lat + "<br>Longitude: " + lng '
_PROTOTYPE = re.compile(r'"__proto__"(?=\s*:)')
_MOST_DEEP = 30
_ASCII = 128


class Data:
    r"""What the script of a page asks for by number.

    Examples
    --------
    >>> data = Data()
    >>> data.put("</script>"), data.block()
    ('hantingData[0]', '<script type="application/json" id="hanting-data">["\\u003c/script\\u003e"]</script>\n')
    """

    def __init__(self) -> None:
        self._written: list[str] = []

    def put(self, value: object) -> str:
        """Keep a value, and give the expression that stands for it in a script."""
        return self.put_json(safe_json(value))

    def put_json(self, text: str) -> str:
        """Keep what :func:`safe_json` wrote, and give the expression that stands for it in a script."""
        self._written.append(text)
        return f"hantingData[{len(self._written) - 1}]"

    def block(self) -> str:
        """Give the block for the page's body; an empty text where there is nothing to hold."""
        return data_block(_BLOCK, f"[{','.join(self._written)}]") if self._written else ""


class Written(str):
    """Stands for a part of the page as folium wrote it; branca would read the part itself as a template, data and all.

    Examples
    --------
    >>> part = Written.of("{{ 7 * 191 }}")
    >>> str(part), part.text
    ('', '{{ 7 * 191 }}')
    """

    __slots__ = ("text",)

    text: str

    @classmethod
    def of(cls, text: str) -> Written:
        """Stand for a text."""
        made = cls()
        made.text = text
        return made


class View:
    """An element as its template sees it, some of its attributes replaced."""

    def __init__(self, element: Element, given: Mapping[str, Any]) -> None:
        self._element, self._given = element, given

    def __getattr__(self, name: str) -> Any:
        return self._given[name] if name in self._given else getattr(self._element, name)


def replaced_template(element: MacroElement, data: Data) -> SimpleNamespace:
    """Give what may stand in place of an element's template while a page is written.

    Parameters
    ----------
    element
        A part of a map that :func:`require_names` has let through.
    data
        Takes the texts that do not belong in a script.

    Returns
    -------
    types.SimpleNamespace
        With ``module`` and ``render``, as far as branca uses a template; it gives :class:`Written`.
    """
    if isinstance(element, folium.Popup):
        return SimpleNamespace(module=SimpleNamespace(), render=lambda **_: Written.of(_popup(element, data)))
    macros = {name: getattr(element._template.module, name, None) for name in _MACROS}  # noqa: SLF001
    if isinstance(element, folium.Tooltip):
        macros["script"] = lambda this, _: _tooltip(this, data)
    return SimpleNamespace(
        module=SimpleNamespace(**{name: _written(macro, data) for name, macro in macros.items() if macro is not None})
    )


def _written(macro: Callable[[object, object], object], data: Data) -> Callable[[Element, object], Written]:
    def write(this: Element, kwargs: object) -> Written:
        given = _given(this, data)
        text = str(macro(View(this, given) if given else this, kwargs))
        if isinstance(this, (folium.LayerControl, plugins.GroupedLayerControl)):
            text = _PROTOTYPE.sub(r'["__proto__"]', text)  # a name like any other
        return Written.of(text)

    return write


def _given(element: Element, data: Data) -> dict[str, Any]:
    """Give the attributes that a template writes into a script as they are, in a form that cannot leave its place."""
    if isinstance(element, folium.ClickForMarker):
        if element.popup == _NO_TEXT:
            return {}
        text = data.put(_as_meant(element.popup[1:-1]))
        return {"popup": f'{text}.replaceAll("${{lat}}", lat).replaceAll("${{lng}}", lng)'}
    if isinstance(element, plugins.Search):
        return {name: _in_quotes(getattr(element, name)) for name in ("search_label", "placeholder", "position")}
    if isinstance(element, plugins.Draw):
        return {"on": {_in_quotes(event): handler for event, handler in element.on.items()}}
    return {}


def _popup(popup: folium.Popup, data: Data) -> str:
    name, parent = popup.get_name(), _parent(popup)
    lines = [f"var {name} = L.popup({tojavascript(popup.options)});"]
    for child in popup.html._children.values():  # noqa: SLF001
        content = f"{name}.setContent($({data.put(_as_meant(str(child.render())))})[0]);"
        lines.append(f"{parent}.once('click', () => {{ {content} }});" if popup.lazy else content)
    lines.append(f"{parent}.bindPopup({name}){'.openPopup()' if popup.show else ''};")
    return "\n".join(lines)


def _tooltip(tooltip: folium.Tooltip, data: Data) -> str:
    style = getattr(tooltip, "style", None)
    look = f' style="{html.escape(style)}"' if style else ""
    content = data.put(f"<div{look}>{tooltip.text}</div>")
    return f"{_parent(tooltip)}.bindTooltip({content}, {tojavascript(tooltip.options)});"


def _parent(element: Element) -> str:
    above = element._parent  # noqa: SLF001 - branca offers no other way
    return above.get_name() if above else ""


def _as_meant(text: str) -> str:
    return _ESCAPED.sub("`", text)


def _in_quotes(text: object) -> str | None:
    r"""Write a text so that it is itself in quotes of any kind: no sign but letters and digits stands as it is.

    Examples
    --------
    >>> _in_quotes("a`b"), _in_quotes("号")
    ('a\\u0060b', '\\u53f7')
    """
    if text is None:
        return None
    data = str(text).encode("utf-16-be", "surrogatepass")
    units = [int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2)]
    return "".join(chr(unit) if unit < _ASCII and chr(unit).isalnum() else f"\\u{unit:04x}" for unit in units)


def require_names(element: Element) -> None:
    """Refuse an element where folium would write something as a name in its script that cannot be one.

    Parameters
    ----------
    element
        A part of a map.

    Raises
    ------
    SourceError
        It would become code: the message says what and where.
    """
    kind = type(element).__name__
    for name in (element.get_name(), *_named(element)):
        if not _NAME.fullmatch(name):
            raise SourceError(
                Sentence(
                    "folium would run {name!r} of {kind} as code: it takes it for a name in a script",
                    name=name[:60],
                    kind=kind,
                )
            )
    if isinstance(element, folium.Map) and element.crs not in _SYSTEMS:
        raise SourceError(
            Sentence(
                "crs={crs!r} is none of Leaflet's reference systems: use {listed}",
                crs=element.crs,
                listed=enumerated(_SYSTEMS),
            )
        )
    if isinstance(element, plugins.Search):
        _require_search(element)
    popup = element.popup if isinstance(element, folium.ClickForMarker) else _NO_TEXT
    if popup != _NO_TEXT and (len(popup) < 2 or popup[0] + popup[-1] != "``"):  # noqa: PLR2004 - two back-ticks
        raise SourceError(
            Sentence(
                "folium would run the popup {popup!r} of ClickForMarker as code: give it as popup=", popup=popup[:60]
            )
        )
    if isinstance(element, folium.Popup):
        if element.script._children:  # noqa: SLF001
            raise SourceError(Sentence("a popup holds a script of its own; a page carries no script but its own"))
        strange = [type(child).__name__ for child in element.html._children.values() if isinstance(child, MacroElement)]  # noqa: SLF001
        if strange:
            raise SourceError(
                Sentence("a popup on a page holds text or folium.Html, not {listed}", listed=enumerated(strange))
            )
    for name in _OPTIONS:
        _require_keys(getattr(element, name, None), f"{name} of {kind}")


def _require_search(search: plugins.Search) -> None:
    if not (search.search_zoom is None or _is_number(search.search_zoom)):
        raise SourceError(
            Sentence(
                "folium would run search_zoom={search_zoom!r} of Search as code: give a number",
                search_zoom=search.search_zoom,
            )
        )
    if "." in str(search.search_label or "") or search.search_label in _EVERY_OBJECT:
        raise SourceError(
            Sentence(
                "Search finds nothing in a column named {search_label!r}: it takes the name for a "
                "path, or every object has it; rename the column",
                search_label=search.search_label,
            )
        )


def _named(element: Element) -> tuple[str, ...]:
    names = (element.element_name, element.element_parent_name) if isinstance(element, ElementAddToElement) else ()
    return tuple(map(str, names))


def _is_number(value: object) -> bool:
    return type(value) is not bool and isinstance(value, Real) and math.isfinite(value)


def _require_keys(value: object, where: str, depth: int = 0) -> None:
    """Look at the keys of options: folium writes them between quotes, as they are, and numbers without."""
    if depth > _MOST_DEEP:
        raise SourceError(
            Sentence("{where}: options within options, more than {most_deep} deep", where=where, most_deep=_MOST_DEEP)
        )
    if isinstance(value, dict):
        for key, item in value.items():
            is_text = isinstance(key, str) and key.isprintable() and not {'"', "\\", "`"} & set(key)
            if not is_text and not (_is_number(key) and key >= 0):
                raise SourceError(
                    Sentence(
                        "folium would run {key!r} as code: it is no name of an option ({where})",
                        key=str(key)[:60],
                        where=where,
                    )
                )
            _require_keys(item, where, depth + 1)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _require_keys(item, where, depth + 1)
