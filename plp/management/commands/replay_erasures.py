from django.core.management.base import BaseCommand

from plp.erasing import replay


class Command(BaseCommand):
    help = "After restoring a backup: erases again everyone who had been erased since it was made."

    def handle(self, **options):
        self.stdout.write(f"{replay()} erased again.")
