from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchesConfig(AppConfig):
    name = "twinwheel_web.matches"
    label = "matches"
    verbose_name = _("Runs")

    def ready(self) -> None:
        from twinwheel_web.matches import service
        from twinwheel_web.operations.signals import renewing
        from twinwheel_web.registers.signals import changed

        changed.connect(service.after_change, dispatch_uid="matches")
        renewing.connect(service.renew, dispatch_uid="matches")
