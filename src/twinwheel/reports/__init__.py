"""Reports: what a run decided and what a survey found go in; one page that a person reads comes out.

The page is a single HTML file, Chinese with an English switch, that loads nothing. Each module prepares one
part of it as plain values, in the order the page is read::

    overview   the figures at the top               lacking   missing fields, failed criteria and by how little
    reach      measures by whom they reach          stories   five subjects, criterion by criterion
    places     themes by place, industry and size   sources   what is not matched, and how sure we are
    sums       money by theme

``report.write_report`` puts them together, ``templates/`` says what they look like. ``words`` and ``numbers`` write values
in both languages. The same run gives the same bytes: no clock is read and no path of this machine is printed.
"""
