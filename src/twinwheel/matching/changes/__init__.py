"""What changed since an earlier run, and why; and what changes by the passing of days.

``basis`` keeps what a run decided from. ``align`` finds the rows that differ (``chunks`` the columns that do not), ``causes`` what differs in
the pack, ``decided`` the outcomes and amounts on both sides, ``reasons`` which causes a change needs. ``changes`` puts it together.
``calendar`` is the same with the day alone, over the states that ``timeline`` finds in a span of days.
"""
