"""``python -m hanting_geo`` is the same as ``hanting-geo``."""

from hanting_geo.cli.main import main

if __name__ == "__main__":
    main()
