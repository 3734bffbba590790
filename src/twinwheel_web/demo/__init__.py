"""A portal to try: synthetic enterprises, sample documents, and a person in every role to step into."""
