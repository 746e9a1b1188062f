"""From editions to the bytes of a feed: pure, without storage, HTTP or a clock."""
