from django.apps import AppConfig


class ZonesConfig(AppConfig):
    name = "twinwheel_web.zones"
    label = "zones"
