from django.apps import AppConfig


class KitConfig(AppConfig):
    """Listed in INSTALLED_APPS only for template tags; the kit has no models."""

    name = "kit"
