"""From bytes to articles: one module per kind of source. Pure, but for the reader of folders."""
