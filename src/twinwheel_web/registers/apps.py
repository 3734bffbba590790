from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistersConfig(AppConfig):
    name = "twinwheel_web.registers"
    label = "registers"
    verbose_name = _("Register")

    def ready(self) -> None:
        from twinwheel_web.operations.signals import renewing
        from twinwheel_web.registers import imports

        renewing.connect(imports.renew, dispatch_uid="registers")
