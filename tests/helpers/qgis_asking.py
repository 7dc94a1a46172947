"""Ask QGIS itself, in the Python that it was made for: how it opens layers, and in which class it has each feature.

A program of its own, which imports nothing of ours: ``python3 qgis_asking.py FILE LAYER ...`` prints JSON.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def opened(path: str, name: str) -> dict[str, Any]:
    """Open a layer as a double click does; give the kind of its renderer, and the legend texts of each feature."""
    from qgis import core

    layer = core.QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
    renderer = layer.renderer().clone()
    labels = {item.ruleKey(): item.label() for item in renderer.legendSymbolItems()}
    context = core.QgsRenderContext()
    context.expressionContext().appendScopes(core.QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    renderer.startRender(context, layer.fields())
    features = {}
    for feature in layer.getFeatures():
        context.expressionContext().setFeature(feature)
        keys = renderer.legendKeysForFeature(feature, context)
        # The rule above all rules has a key, and no line in the legend.
        features[feature.id()] = [labels[key] for key in keys if key in labels]
    renderer.stopRender(context)
    return {"valid": layer.isValid(), "kind": renderer.type(), "features": features}


def main() -> None:
    """Print what QGIS says of layers of a file."""
    from qgis import core

    application = core.QgsApplication([], False)
    application.initQgis()
    path, *names = sys.argv[1:]
    print(json.dumps({name: opened(path, name) for name in names}))  # noqa: T201 - a program
    application.exitQgis()


if __name__ == "__main__":
    main()
