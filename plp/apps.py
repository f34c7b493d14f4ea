from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import autodiscover_modules, module_has_submodule


class PlpConfig(AppConfig):
    name = "plp"
    verbose_name = "PLP"

    def ready(self):
        """Hand every app's kinds of message to the outbox, and let each add its pages to our admin.

        To matching goes what its rehearsal shows and only the whole knows: who may open what, and the sessions.
        """
        from matching.arriving import hand_over
        from notifications.kinds import declare
        from plp.arriving import may_open, planned_dates

        for config in apps.get_app_configs():
            if module_has_submodule(config.module, "mails"):
                declare(import_module(f"{config.name}.mails").KINDS)
        hand_over(may_open=may_open, planned_dates=planned_dates)
        autodiscover_modules("admin")
