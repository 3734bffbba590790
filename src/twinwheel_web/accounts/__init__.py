"""People and organisations go in; an actor comes out: who asks, for which organisation, in which roles.

``models`` what is kept, ``actors`` the actor of a request, ``rules`` who may do what (the only place), ``gate`` puts a rule
before a view, ``service`` the changes and the log of looks, ``personal`` what is held about a person, ``impersonation``
support in somebody's place, ``console`` and ``admin`` the operator's console.
"""
