from django.apps import AppConfig


class MineConfig(AppConfig):
    name = "twinwheel_web.mine"
    label = "mine"
