"""What may be asked, one module a noun. Each is thin: a question is read, ``answers`` or a service answers it."""
