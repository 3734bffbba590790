from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "twinwheel_web.api"
    label = "api"
