from django.apps import apps
from django.core.management.base import BaseCommand

from kit.vault import EncryptedTextField, rotate_table
from plp.sign_in import rotate_second_factors


class Command(BaseCommand):
    help = (
        "Re-encrypts everything under the newest key of PLP_VAULT_KEYS. Safe to stop and to repeat; "
        "afterwards the older keys can be dropped."
    )

    def handle(self, **options):
        for model in apps.get_models():
            if any(isinstance(field, EncryptedTextField) for field in model._meta.concrete_fields):
                rewritten = sum(rotate_table(model))
                self.stdout.write(f"{model._meta.label}: {rewritten} rows rewritten")
        self.stdout.write(f"second factors: {rotate_second_factors()} rows rewritten")
