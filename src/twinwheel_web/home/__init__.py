"""The front page: what is new, what ends soon, figures of the zone, a search box."""
