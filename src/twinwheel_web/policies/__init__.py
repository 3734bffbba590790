"""The library of measures: found, filtered, read, printed, followed, put in a calendar.

``library`` has a row for every measure on a day and counts facets; ``asked`` reads an address into what is asked of it.
``measure`` gathers what the page of one measure says, with ``benefits`` for amounts in words and ``versions`` for what
changed between two of them. ``days``, ``calendars``, ``feeds`` and ``pictures`` give the same to other programs;
``stamps`` says when a page seen before is still good. All of it follows from the pack, the day and the newest run.
"""
