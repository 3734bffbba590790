"""Drafts: the text of a policy goes in; measures in the pack format come out, each part tied to its characters.

::

    articles --policy--> sentences on a tree --roles--> what each is for --clauses--> criteria
                         (lines, outline,                            --offers--> benefits --grants--> circles of subjects
                          headings)                                                                      |
                         measures <--scopes-- which criteria hold for which grant <----------------------+
                            |
                            +--proof--> write --> DIR/pack.yaml, measures/, …

A condition holds for what its own part of the text gives: ``scopes`` has the rules. How a clause becomes an expression:
``canonical``, ``lexicon``, ``quantities``, ``conditions``, ``compose``, ``choices``; what is given: ``benefits``.
What fields are called in texts stands in the packs (``reading/*.yaml``, the ``Wordbook`` of ``packs.model``), words
of official Chinese that hold anywhere in the YAML files beside this code. ``proof`` holds the two laws: no number
stands in a draft that does not stand in its span, and every sentence is claimed or out of scope for a reason. A
language model may propose (``proposals``), over an address that nobody but the user gives (``endpoint``).
"""

from twinwheel.reading.drafts.draft import draft
from twinwheel.reading.drafts.model import Drafted
from twinwheel.reading.drafts.policy import Policy, of_text, policy

__all__ = ["Drafted", "Policy", "draft", "of_text", "policy"]
