"""A policy tried on the whole register before it is issued: variants kept, compared, put forward as drafts."""
