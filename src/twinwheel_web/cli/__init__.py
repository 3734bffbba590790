"""`twinwheel serve`, `twinwheel doctor`, `twinwheel mcp`; the command line loads them by name."""
