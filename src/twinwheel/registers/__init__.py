"""Registers: a file of subjects goes in; typed columns that criteria can read come out.

The flow, one module a step::

    file --formats--> text columns --columns--> which field each holds --convert--> canonical batches
                                                   values, units: the rules for one cell
    canonical batches --register--> for matching: a bad cell is missing, and told
                      --check-----> for the owner of the file: clean rows, rejected rows with reasons

``sample`` makes a synthetic register for any pack, ``sample_knowledge`` being what it knows of the world.
``canonical`` is the form registers are kept in, ``limits`` what they may at most hold, ``uscc`` the unified
social credit code. Nothing here reads a clock, and nothing is guessed: what no rule covers is refused.
"""

from twinwheel.registers.check import Checked, check_register
from twinwheel.registers.register import Register, open_register

__all__ = ["Checked", "Register", "check_register", "open_register"]
