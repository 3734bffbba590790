from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "twinwheel_web.search"
    label = "search"
