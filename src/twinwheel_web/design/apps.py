from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "twinwheel_web.design"
    label = "design"
