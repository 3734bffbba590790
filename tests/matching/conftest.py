"""The small pack of ``tests/small_pack.py`` as a fixture."""

from small_pack import small_pack

__all__ = ["small_pack"]
