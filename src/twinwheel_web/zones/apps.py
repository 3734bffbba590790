from django.apps import AppConfig


class ZonesConfig(AppConfig):
    name = "twinwheel_web.zones"
    label = "zones"

    def ready(self) -> None:
        from twinwheel_web.zones import checks  # noqa: F401  registers itself
