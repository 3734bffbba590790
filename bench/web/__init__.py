"""The portal under load: ``twinwheel serve`` with its workers on loopback, asked as browsers ask.

``asked`` says which pages and what they must keep to; ``server`` starts the portal on a filled data folder and reads its log
and memory; ``client`` asks, one after another and many at once; ``weight`` adds up what a page sends, ``queries`` what it asks
of the database; ``report`` writes the table.
"""
