from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from plp.erasing import erase


class Command(BaseCommand):
    help = "Erases a person: what they wrote, their account and their name. Cannot be undone."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--really", action="store_true", help="without it nothing is erased")

    def handle(self, *, email, really, **options):
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError("Nobody has that address.")
        if not really:
            raise CommandError("This cannot be undone. Say --really to do it.")
        erase(user)
        self.stdout.write("Erased.")
