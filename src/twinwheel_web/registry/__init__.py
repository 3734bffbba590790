"""The register as its keepers see it: browse, map, import, history, merge."""
