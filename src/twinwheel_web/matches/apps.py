from django.apps import AppConfig


class MatchesConfig(AppConfig):
    name = "twinwheel_web.matches"
    label = "matches"
