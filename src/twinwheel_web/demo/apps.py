from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "twinwheel_web.demo"
    label = "demo"
