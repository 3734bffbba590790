from django.apps import AppConfig


class SandboxConfig(AppConfig):
    name = "twinwheel_web.sandbox"
    label = "sandbox"
