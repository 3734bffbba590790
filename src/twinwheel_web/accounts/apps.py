from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "twinwheel_web.accounts"
    label = "accounts"
