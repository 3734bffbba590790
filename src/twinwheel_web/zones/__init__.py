"""The zone: clusters, parks, institutions, platforms on a map; indicators against targets, each with its source."""
