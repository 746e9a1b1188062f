"""HTML: fragments into blocks, whole web pages into articles."""
