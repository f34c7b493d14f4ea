from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from plp.demo.loading import load


class Command(BaseCommand):
    help = "Loads the demo's invented people into an empty database. Refuses outside demo mode."

    def add_arguments(self, parser):
        parser.add_argument("--scale", type=int, default=0, help="that many more pairs, for trials of size")

    def handle(self, *, scale, **options):
        if not settings.DEMO:
            raise CommandError("This is not a demo: PLP_DEMO is not set.")
        if User.objects.exists():
            raise CommandError("There are people in this database already, so it was left as it is.")
        load(scale=scale)
