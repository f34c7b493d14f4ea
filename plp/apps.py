from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import autodiscover_modules, module_has_submodule


class PlpConfig(AppConfig):
    name = "plp"
    verbose_name = "PLP"

    def ready(self):
        """Hand every app's kinds of message to the outbox, and let each add its pages to our admin."""
        from notifications.kinds import declare

        for config in apps.get_app_configs():
            if module_has_submodule(config.module, "mails"):
                declare(import_module(f"{config.name}.mails").KINDS)
        autodiscover_modules("admin")
