"""One YAML file, one run, one output folder with a manifest."""
