"""A pack, a day and a question go in; an answer comes out, in shapes that JSON can hold.

Nothing here reads a clock, a database or a setting: the API and the server for assistants say the same. Words come in both
languages, money and other exact numbers as text, days as ISO text.
"""
