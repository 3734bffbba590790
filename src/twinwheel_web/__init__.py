"""The portal: the zone's brain in a browser. Django; one app per noun, thin views over a ``service.py``.

What a page says is what the library says: nothing is decided here twice. The apps, and what may lean on what
(``lint-imports`` holds it; a line may import from those under it)::

    cli                        twinwheel serve, doctor, mcp; loaded by name, so the library never imports the web
    demo                       a portal filled with synthetic enterprises and sample documents; roles to step into
    assistants                 the same answers as tools for assistants (MCP)
    api                        the same answers as JSON, with keys
    home                       front page, what is new, what ends soon
    sandbox | mine | zones | documents | policies | registry
                               pages: try a policy, my enterprise, the zone, what was read, the library of
                               measures, the register as its keepers see it
    matches                    runs of all measures over the register, and what one enterprise can get
    registers                  enterprises, every value with who filed it, when and on what ground; imports
    search                     one index over everything that can be found; Chinese by overlapping pairs
    operations                 health, readiness, metrics, logs
    accounts                   people, organisations, roles, delegation; who may do what, in ``rules.py``
    design                     what pages look like; how money, dates and outcomes are written
    pack, clock, environment   the pack being served; the only clock; the only reader of environment variables
"""
