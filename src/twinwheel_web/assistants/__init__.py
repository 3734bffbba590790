"""The same answers as read-only tools for assistants (Model Context Protocol), from a pack alone: no database, no account.

``answers`` of the API says what is in them; ``tools`` is one function a tool, ``server`` what speaks the protocol.
"""
