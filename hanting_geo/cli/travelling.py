"""How ways are measured: the options that commands share which ask how far."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from hanting_geo.cli.options import load_named
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    from hanting_geo.analysis.network.result import Network
    from hanting_geo.sources.catalog.catalog import Catalog

__all__ = ["AccessOption", "Crossings", "CrossingsOption", "RoadsOption", "Travel", "TravelOption", "network_of"]


class Travel(StrEnum):
    """How ways are measured."""

    euclid = "euclid"
    manhattan = "manhattan"
    network = "network"


class Crossings(StrEnum):
    """What becomes of roads that cross without a vertex in common."""

    left = "leave"
    joined = "join"


TravelOption = Annotated[Travel, typer.Option("--travel", help="How ways are measured. 距离量法")]
RoadsOption = Annotated[
    str | None, typer.Option("--roads", metavar="R", help="Lines of the network, with --travel network. 路网")
]
CrossingsOption = Annotated[
    Crossings, typer.Option("--crossings", help="Roads that cross without a common vertex. 无公共节点的相交道路")
]
AccessOption = Annotated[
    float | None, typer.Option("--max-access-m", metavar="M", help="Nobody comes from further off a road. 离路最远(米)")
]


def network_of(
    what: str, catalog: Catalog, travel: Travel, roads: str | None, crossings: Crossings, max_access_m: float | None
) -> str | Network:
    """Make the network that the options of a command name; without one, give the word for the way to measure."""
    if (travel == Travel.network) != (roads is not None):
        message = Sentence("{what}: --travel network and --roads go together", what=what)
        raise SourceError(message)
    if roads is None:
        if crossings != Crossings.left or max_access_m is not None:
            message = Sentence(
                "{what}: --crossings and --max-access-m are of a network: give --travel network and --roads", what=what
            )
            raise SourceError(message)
        return travel.value
    from hanting_geo.analysis.network.network import network

    return network(load_named(catalog, roads), crossings=crossings.value, max_access_m=max_access_m)
