"""The command line: words typed go in, files and lines come out. One file per command group.

``main`` holds the list of commands and turns errors into messages and exit codes; no other module
here does either. Data goes to stdout, words to stderr.
"""
