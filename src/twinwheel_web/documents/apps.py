from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "twinwheel_web.documents"
    label = "documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        from twinwheel_web.documents import service
        from twinwheel_web.operations.signals import renewing

        renewing.connect(service.renew, dispatch_uid="documents")
