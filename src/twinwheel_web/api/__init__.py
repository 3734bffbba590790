"""The same answers as JSON, for programs. ``answers`` says what is in them, from the pack alone; the rest is the door:
keys, rates, errors in one shape (RFC 9457), pages, ETags.

``answers`` knows no Django and no database, so ``assistants`` gives the same answers with the package alone.
"""
