"""Policy texts made up for testing, and what a right draft of each says. ``README.md`` tells the format; ``gold`` reads it."""
