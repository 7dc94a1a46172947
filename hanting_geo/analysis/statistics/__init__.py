"""Statistics by zone and class that close on their total."""
