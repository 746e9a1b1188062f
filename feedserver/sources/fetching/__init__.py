"""Getting documents from a web that is hostile until shown otherwise. ``client.Fetcher`` is the door."""
