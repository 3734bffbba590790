from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "twinwheel_web.registers"
    label = "registers"
