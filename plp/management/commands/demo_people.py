from django.core.management.base import BaseCommand

from plp.demo.people import people_to_be


class Command(BaseCommand):
    help = "Lists the people one can be in the demo."

    def handle(self, **options):
        self.stdout.write("You can be, at one click on the sign-in page:")
        for person in people_to_be():
            self.stdout.write(f"  {person.name:<18} {person.role}")
