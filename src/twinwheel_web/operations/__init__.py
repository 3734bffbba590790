"""Health, readiness, metrics, logs, mail, security.txt: what an operator needs of a running portal."""
