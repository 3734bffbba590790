"""The whole way from a policy to a draft."""

from __future__ import annotations

from twinwheel.packs import Pack
from twinwheel.reading.drafts.endpoint import Endpoint
from twinwheel.reading.drafts.measures import drafted
from twinwheel.reading.drafts.model import Drafted
from twinwheel.reading.drafts.policy import Policy
from twinwheel.reading.drafts.proof import refuse_invented, refuse_shunned


def draft(policy: Policy, pack: Pack, *, sha256: str, model: Endpoint | None = None) -> Drafted:
    """Draft measures from a policy with the words of ``pack``; ``sha256`` is that of the file, for the ids.

    With ``model`` a language model may propose criteria for what the rules left to a person. Every proposal is
    held against the text; those refused are listed with the reason in ``Drafted.refused``.
    """
    found = drafted(policy, pack, sha256=sha256)
    if model is not None:
        from twinwheel.reading.drafts.proposals import propose

        propose(found, pack, model)
    refuse_invented(found, pack)
    refuse_shunned(found, pack)
    return found
