from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "twinwheel_web.policies"
    label = "policies"

    def ready(self) -> None:
        from twinwheel_web.operations.signals import renewing

        renewing.connect(_renew, dispatch_uid="policies")


def _renew(sender: object, **_: object) -> str | None:
    """A changed pack is indexed before requests are taken."""
    from twinwheel_web.policies.service import index_measures

    count = index_measures()
    return None if count is None else f"search: {count} measures"
