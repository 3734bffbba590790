from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "twinwheel_web.operations"
    label = "operations"
