from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "twinwheel_web.home"
    label = "home"
