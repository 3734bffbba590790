"""What was read from documents: articles, variants, facts; accepted, corrected, rejected by people."""
