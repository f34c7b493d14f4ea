"""Care: how it is going, calls and who opens them, endings and what comes after."""

from partnerships import services
from partnerships.models import FitCheck
from tests import make
from tests.access.rows import FACILITATORS, PARTICIPANTS, PARTNERS, Row, button, key_of, page


def add_to(world):
    own = world.participants["own"]
    FitCheck.objects.create(place=world.places["own"], due_on=make.timezone.localdate())
    world.call = services.ask_for_contact(own, concerns="me", words="alone", by=world.users["own"])
    world.opened_call = services.ask_for_contact(own, concerns="me", by=world.users["own"])
    services.open_request(world.opened_call, by=world.users["facilitator"])
    world.kept_call = services.ask_for_contact(
        own, concerns="team", kept_from=[world.users["facilitator"]], by=world.users["own"]
    )
    own_facilitators = world.participants["facilitator_participant"]
    world.facilitators_call = services.ask_for_contact(
        own_facilitators, concerns="me", by=own_facilitators.user
    )
    world.ended = make.a_partnership(world.cohort)
    services.close_partnership(world.ended, by=world.users["facilitator"])


def of_partners(*, post, pk="partnership"):
    """A page for the partners of today; whoever left knows of the partnership, and may do nothing here."""
    return Row(get={200: PARTNERS, 403: {"leaver"}}, post=post, kwargs=key_of(pk))


ROWS = {
    "fit_check": of_partners(post={200: PARTNERS, 403: {"leaver"}}),
    "partnership_going_on": of_partners(post={}),
    "partnership_extend": of_partners(post={200: PARTNERS, 403: {"leaver"}}),
    "partnership_complete": of_partners(post={302: PARTNERS, 403: {"leaver"}}),
    "partnership_leave": of_partners(post={200: PARTNERS, 302: {"leaver"}}),
    "partnership_after": Row(
        get={200: {"leaver"}, 302: PARTNERS},
        post={302: {"leaver"}, 403: PARTNERS},
        kwargs=key_of("partnership"),
    ),
    "contact_request": Row(get={200: PARTICIPANTS}, post={200: PARTICIPANTS}),
    "contact_take_back": [
        button("own", pk="call"),
        button("facilitator_participant", pk="facilitators_call"),
    ],
    "contact_request_list": page(*FACILITATORS, pk="cohort"),
    # Kept from one, about another: for them there is no such call.
    "contact_request_detail": [
        page(*FACILITATORS, pk="call"),
        page(*FACILITATORS, pk="opened_call"),
        page("facilitator_participant", pk="kept_call"),
        page("facilitator", pk="facilitators_call"),
    ],
    "contact_request_open": [
        button(*FACILITATORS, pk="call"),
        button("facilitator_participant", pk="kept_call"),
        button("facilitator", pk="facilitators_call"),
    ],
    "contact_request_done": [button(*FACILITATORS, pk="call"), button(*FACILITATORS, pk="opened_call")],
    "partnership_ending": page(*FACILITATORS, pk="ended"),
    "partnership_reopen": Row(get={200: FACILITATORS}, post={302: FACILITATORS}, kwargs=key_of("ended")),
}
