from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "twinwheel_web.registers"
    label = "registers"

    def ready(self) -> None:
        from twinwheel_web.operations.signals import renewing
        from twinwheel_web.registers import imports

        renewing.connect(imports.renew, dispatch_uid="registers")
