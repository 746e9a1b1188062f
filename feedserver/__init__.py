"""feedserver: news feeds in several languages, translated offline."""
