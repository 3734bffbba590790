from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "twinwheel_web.accounts"
    label = "accounts"
    verbose_name = _("People and organisations")
    default = True

    def ready(self) -> None:
        from twinwheel_web.accounts import impersonation  # noqa: F401  # its receivers listen from now on


class ConsoleConfig(admin.AdminConfig):
    """Django's admin, with our way in."""

    default = False
    default_site = "twinwheel_web.accounts.console.Console"
