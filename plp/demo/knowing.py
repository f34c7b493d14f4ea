"""What the demo's team knows of the people who are to be paired: notes, tags, flags, a line, a wish, trios."""

from django.utils import timezone

from matching.models import Flag, Tag
from matching.services import write_note
from participants.models import MatchingProfile, NotToBePaired


def know(leaders, network, team):
    """leaders, network: accepted people of a cohort, at least five of each, in the order they were made.

    Everything goes by the service, so the notes are what the team itself could write.
    """
    grace, nadia, joe = team["grace.holloway"], team["nadia.karim"], team["joe.marsden"]
    network = [person for person in network if person.user_id != joe.pk]
    one, two, three, four, five = leaders[:5]
    first, second, third, fourth, fifth = network[:5]
    write_note(first, one, tags=[Tag.AIMS], words="Both asked me who really decides about money.", by=nadia)
    write_note(
        second,
        two,
        tags=[Tag.STRETCH, Tag.WORLDS],
        words="They would never meet otherwise, and I think both would be glad.",
        by=grace,
    )
    write_note(third, three, flags=[Flag.DISPUTE], words="A grievance in 2024, settled; both know.", by=nadia)
    write_note(
        fourth, flags=[Flag.WORD], words="New in post. I have promised to ring before we pair them.", by=grace
    )
    write_note(fifth, four, tags=[Tag.INTEREST], words="I have seen both at the carers' group.", by=joe)
    write_note(five, tags=[Tag.REACH], words="Glad to travel to any site.", by=grace)
    for report, manager in ((second, four), (five, one)):
        report.line_manager_email = manager.user.email
        report.save(update_fields=["line_manager_email"])
    NotToBePaired.objects.create(
        participant=fourth, words=five.user.name, other=five, resolved_at=timezone.now()
    )
    trio = [one, first, fourth, fifth]
    MatchingProfile.objects.filter(participant__in=trio).update(open_to_trio=True)
