from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "twinwheel_web.registry"
    label = "registry"
