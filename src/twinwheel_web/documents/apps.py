from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "twinwheel_web.documents"
    label = "documents"
