"""The same answers as read-only tools for assistants (Model Context Protocol)."""
