"""WebSub, the subscriber's side: hubs tell us of the news of a feed, so that it need hardly be looked at.

After the W3C Recommendation of 23 January 2018.
"""
