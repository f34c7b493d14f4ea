"""Loads the demo into an empty database: one programme with three cohorts, and a second Trust behind its wall."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from kit.calendars import add_months
from kit.tables import read_table
from participants import columns
from participants.models import (
    Delegation,
    MatchingProfile,
    NotToBePaired,
    Participant,
    Programme,
    Role,
    Side,
)
from participants.services import import_profiles, settle_not_to_be_paired
from partnerships.models import Partnership
from partnerships.services import give_guide
from plp.demo import casting, lives, surveying
from plp.demo.knowing import know
from plp.demo.people import DOMAIN, OTHER_DOMAIN

SAMPLE = Path(__file__).with_name("forms-export.csv")
TEAM = [
    ("root", "Robin Ashe"),
    ("priya.raman", "Priya Raman"),
    ("simon.lester", "Simon Lester"),
    ("grace.holloway", "Grace Holloway"),
    ("tom.whitfield", "Tom Whitfield"),
    ("nadia.karim", "Nadia Karim"),
    ("joe.marsden", "Joe Marsden"),
    ("helen.brook", "Helen Brook"),
    ("carol.finney", "Carol Finney"),
]
SUPPORT = {
    "contact_email": f"plp@{DOMAIN}",
    "wellbeing": "Staff wellbeing, 01632 960 001, every day from 8am to 8pm",
    "speak_up": f"Freedom to Speak Up Guardian, speakup@{DOMAIN}",
    "staff_network": f"Race equality network, network@{DOMAIN}",
    "evaluation_note": "The Research and Evidence department runs this evaluation. The Trust's lawful basis is in its "
    "privacy notice. Complaints: the Data Protection Officer.",
}


def load(*, scale=0):
    """Everything the demo shows. scale: that many more pairs in a cohort of their own."""
    northshire = Programme.objects.create(
        organisation="Northshire NHS Trust", email_domains=[DOMAIN], **SUPPORT
    )
    team = casting.accounts(TEAM, domain=DOMAIN)
    team["root"].is_superuser = True
    team["root"].save(update_fields=["is_superuser"])
    today = timezone.localdate()
    cohorts = {
        "finished": _cohort(northshire, today, -26, team),
        "month 10": _cohort(northshire, today - timedelta(days=6), -10, team),
        "recruiting": casting.a_cohort(
            northshire,
            f"Cohort {today.year + 1}",
            _monday(today + timedelta(weeks=6)),
            cover=team["tom.whitfield"],
            recruits_from=today - timedelta(weeks=3),
        ),
    }
    _give_roles(northshire, cohorts.values(), team)
    give_guide(northshire, by=team["root"])
    _recruiting(cohorts["recruiting"], team)
    _month_10(cohorts["month 10"], team, today)
    _finished(cohorts["finished"], team)
    _other_trust(today)
    if scale:
        _at_scale(northshire, team, scale, today)


def _cohort(programme, today, months, team):
    starts_on = _monday(add_months(today, months))
    name = f"Cohort {starts_on.year}"
    return casting.a_cohort(programme, name, starts_on, cover=team["tom.whitfield"])


def _monday(day):
    """That day or the Monday after it: partnerships begin at the beginning of a week."""
    return day + timedelta(days=-day.weekday() % 7)


def _give_roles(programme, cohorts, team):
    signed = {"programme": programme, "given_by": team["root"]}
    casting.hold(Role.ADMINISTRATOR, team["priya.raman"], **signed, confirmed_by=team["simon.lester"])
    casting.hold(Role.ADMINISTRATOR, team["simon.lester"], **signed, confirmed_by=team["priya.raman"])
    signed = {"programme": programme, "given_by": team["priya.raman"], "confirmed_by": team["simon.lester"]}
    for who, role in (
        ("grace.holloway", Role.FACILITATOR),
        ("tom.whitfield", Role.FACILITATOR),
        ("nadia.karim", Role.MATCHER),
        ("joe.marsden", Role.MATCHER),
        ("helen.brook", Role.EVALUATOR),
    ):
        casting.hold(role, team[who], cohorts=cohorts, **signed)


def _recruiting(cohort, team):
    """Half way through recruiting: most have sent their profile, some wait to be checked or placed."""
    dice = casting.dice("recruiting")
    leaders, network = casting.a_crowd(13, domain=DOMAIN)
    amina = casting.accounts([("amina.yusuf", "Amina Yusuf")], domain=DOMAIN)["amina.yusuf"]
    uzma = casting.accounts([("uzma.bailey", "Uzma Bailey")], domain=DOMAIN)["uzma.bailey"]
    network = [user for user in network if user not in (amina, uzma)]
    by = {"checked_by": team["grace.holloway"], "dice": dice}
    sent, started = Participant.State.SENT, Participant.State.STARTED
    placed = casting.participants(cohort, Side.LEADER, leaders[:10], **by)
    casting.participants(cohort, Side.LEADER, leaders[10:], **by, state=sent)
    others = casting.participants(cohort, Side.NETWORK, [amina, team["joe.marsden"], *network[:9]], **by)
    casting.participants(cohort, Side.NETWORK, network[9:], **by, state=sent)
    (unfinished,) = casting.participants(cohort, Side.NETWORK, [uzma], **by, state=started)
    MatchingProfile.objects.filter(participant=unfinished).update(answer_3="")
    know(placed, others, team)


def _month_10(cohort, team, today):
    """The 54 people of the sample spreadsheet, ten months into their partnerships, the survey just open."""
    dice = casting.dice("month 10")
    table = read_table(SAMPLE.read_bytes(), SAMPLE.name)
    choices = columns.guess(table.headers)
    people, problems = columns.read_rows(
        table.headers,
        table.rows,
        table.numbers,
        choices,
        columns.words_of(cohort.programme),
        month_first=True,
    )
    if problems:
        raise ValueError(f"The demo's sample does not import: {problems[0].words}")
    made = import_profiles(cohort, people, by=team["grace.holloway"], tell=False)
    for person in made:
        person.side = Side.LEADER if person.could_be_leader else Side.NETWORK
        person.state = Participant.State.ACCEPTED
    Participant.objects.bulk_update(made, ["side", "state"])
    who = {person.user.email.split("@")[0]: person for person in made}
    pairs = _pair_up(who)
    partnerships = lives.partnerships(cohort, pairs)
    quiet, aimless, left = (
        next(p for p in partnerships if who[name] in [place.participant for place in p.places])
        for name in ("leila.mensah", "mehmet.obi", "anjali.boateng")
    )
    lives.aims(partnerships, dice, without=(aimless,))
    lives.log(partnerships, dice, until=today, quiet=(quiet, left))
    harpreet = who["harpreet.nair"].user
    harpreet.pronouns, harpreet.said_like = "she/her", "HAR-preet NYE-er"
    harpreet.save(update_fields=["pronouns", "said_like"])
    known = next(p for p in partnerships if who["harpreet.nair"] in [place.participant for place in p.places])
    lives.plan_ahead(known, today, by=harpreet)
    lives.reflections([who["harpreet.nair"], who["david.bramley"]])
    lives.sessions(cohort, made, dice, by=team["grace.holloway"], now=timezone.now())
    lives.messages(cohort, partnerships, made, now=timezone.now())
    lives.end([left], Partnership.Ending.EARLY, today - timedelta(weeks=9))
    _leave_the_trust(who["robert.hardy"])
    for asked in NotToBePaired.objects.filter(participant__in=made):
        named = next((p for p in made if asked.words.startswith(p.user.name)), None)
        settle_not_to_be_paired(asked, named, by=team["grace.holloway"])
    Delegation.objects.create(
        participant=who["david.bramley"], delegate=team["carol.finney"], typed_name="Carol Finney"
    )
    casting.hold(
        Role.EVALUATOR,
        who["lucia.hussain"].user,
        programme=cohort.programme,
        given_by=team["priya.raman"],
        confirmed_by=team["simon.lester"],
        cohorts=[cohort],
    )
    opened = max(0, (today - cohort.survey_opens_on).days)
    survey = surveying.open_survey(cohort, by=team["helen.brook"], opened_days_ago=opened)
    surveying.answer_some(survey, 14, dice)


def _leave_the_trust(participant):
    participant.state = Participant.State.WITHDRAWN
    participant.save(update_fields=["state"])
    participant.user.is_active = False
    participant.user.save(update_fields=["is_active"])


def _pair_up(who):
    """27 pairs of the sample's people, nobody with their own manager; some pairs are the demo's known faces."""
    wanted = {
        "harpreet.nair": "david.bramley",
        "leila.mensah": "wendy.tate",
        "anjali.boateng": "robert.hardy",
    }
    leaders = [name for name, person in who.items() if person.side == Side.LEADER]
    pairs = []
    for name, person in who.items():
        if person.side != Side.NETWORK:
            continue
        free = [leader for leader in leaders if leader not in wanted.values()]
        leader = wanted.get(name) or next(n for n in free if not _line(person, who[n]))
        leaders.remove(leader)
        pairs.append((person, who[leader]))
    return pairs


def _line(a, b):
    return a.line_manager_email == b.user.email or b.line_manager_email == a.user.email


def _finished(cohort, team):
    """A year that is over: 54 joined, one left, and the sealed survey has the paper's figures."""
    dice = casting.dice("finished")
    leaders, network = casting.a_crowd(27, domain=DOMAIN, skip=40)
    by = {"checked_by": team["grace.holloway"], "dice": dice}
    leaders = casting.participants(cohort, Side.LEADER, leaders, **by)
    network = casting.participants(cohort, Side.NETWORK, network, **by)
    both = leaders[:3]
    for person in both:
        person.groups, person.could_be_network = [Side.LEADER, Side.NETWORK], True
    Participant.objects.bulk_update(both, ["groups", "could_be_network"])
    partnerships = lives.partnerships(cohort, list(zip(network, leaders, strict=True)))
    lives.aims(partnerships, dice)
    lives.log(partnerships, dice, until=cohort.ends_on)
    lives.sessions(cohort, leaders + network, dice, by=team["grace.holloway"], now=timezone.now())
    _leave_the_trust(network[-1])
    surveying.finished_survey(cohort, partnerships, both, by=team["helen.brook"], dice=dice)
    lives.end(partnerships[-1:], Partnership.Ending.EARLY, add_months(cohort.starts_on, 7))
    lives.end(partnerships[:-1], Partnership.Ending.COMPLETE, cohort.ends_on)


def _other_trust(today):
    """Another Trust's programme with words of its own: strangers to everybody above."""
    westmoor = Programme.objects.create(
        name="Side by Side",
        organisation="Westmoor Community Trust",
        accent=Programme.Accent.PLUM,
        network_name="Network partner",
        network_name_plural="Network partners",
        email_domains=[OTHER_DOMAIN],
        contact_email=f"sidebyside@{OTHER_DOMAIN}",
    )
    team = casting.accounts(
        [
            ("martha.quill", "Martha Quill"),
            ("owen.frith", "Owen Frith"),
            ("rhian.moss", "Rhian Moss"),
            ("dai.pugh", "Dai Pugh"),
        ],
        domain=OTHER_DOMAIN,
    )
    signed = {"programme": westmoor, "given_by": team["rhian.moss"], "confirmed_by": team["dai.pugh"]}
    cohort = casting.a_cohort(
        westmoor,
        "Spring cohort",
        _monday(today + timedelta(weeks=7)),
        cover=team["owen.frith"],
        recruits_from=today - timedelta(weeks=2),
    )
    for who in ("martha.quill", "owen.frith"):
        casting.hold(Role.FACILITATOR, team[who], cohorts=[cohort], **signed)
    give_guide(westmoor, by=None)
    dice = casting.dice("westmoor")
    leaders, network = casting.a_crowd(4, domain=OTHER_DOMAIN, skip=90)
    by = {"checked_by": team["martha.quill"], "dice": dice}
    casting.participants(cohort, Side.LEADER, leaders, **by)
    casting.participants(cohort, Side.NETWORK, network, **by, state=Participant.State.SENT)


def _at_scale(programme, team, pairs, today):
    """`pairs` partnerships half way through their year, for trials of size."""
    dice = casting.dice("scale")
    cohort = casting.a_cohort(
        programme, f"Trial of size: {pairs} pairs", add_months(today, -5), cover=team["tom.whitfield"]
    )
    _give_roles_again(programme, cohort, team)
    leaders, network = casting.a_crowd(pairs, domain=f"scale.{DOMAIN}")
    by = {"checked_by": team["grace.holloway"], "dice": dice}
    leaders = casting.participants(cohort, Side.LEADER, leaders, **by)
    network = casting.participants(cohort, Side.NETWORK, network, **by)
    partnerships = lives.partnerships(cohort, list(zip(network, leaders, strict=True)))
    lives.aims(partnerships, dice)
    lives.log(partnerships, dice, until=today)
    lives.sessions(cohort, leaders + network, dice, by=team["grace.holloway"], now=timezone.now())


def _give_roles_again(programme, cohort, team):
    signed = {"programme": programme, "given_by": team["priya.raman"], "confirmed_by": team["simon.lester"]}
    casting.hold(Role.FACILITATOR, team["grace.holloway"], cohorts=[cohort], **signed)
    casting.hold(Role.MATCHER, team["nadia.karim"], cohorts=[cohort], **signed)
    casting.hold(Role.EVALUATOR, team["helen.brook"], cohorts=[cohort], **signed)
