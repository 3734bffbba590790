"""The same answers as JSON, for other programs: thin, over the services of the other apps."""
