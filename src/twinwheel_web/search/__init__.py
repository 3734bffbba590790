"""One index over all that can be found: measures, documents, articles, facts. Chinese by overlapping pairs of characters."""
