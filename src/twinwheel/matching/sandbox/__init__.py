"""A changed policy, tried on a register before it is issued.

``proposal`` reads and checks what is to change. ``whole`` holds the register in columns, ``sandbox`` moves a threshold over it: winners,
losers, ``money`` with bounds, ``places``. ``near`` counts who fails by one criterion and by how little, ``overlap`` what winners already
have, ``sweep`` a whole curve in one pass. ``tried`` puts a trial together and ``tried_files`` writes it.
"""
