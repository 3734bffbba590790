from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "twinwheel_web.policies"
    label = "policies"
