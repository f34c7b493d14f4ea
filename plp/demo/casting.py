"""Accounts, teams and participants of the demo, made in bulk."""

import random

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import User
from kit.calendars import add_months
from participants.models import (
    Channel,
    Cohort,
    MatchingProfile,
    Participant,
    Side,
    TeamRole,
)
from plp.demo import words

BATCH = 1000


def accounts(people, *, domain):
    """Somebody to sign in as for each (part before the @, name), as {part: user}; existing ones are found."""
    emails = {who: f"{who}@{domain}" for who, _ in people}
    there = {user.email: user for user in User.objects.filter(email__in=emails.values())}
    new = [User(email=emails[who], name=name) for who, name in people if emails[who] not in there]
    for user in new:
        user.set_unusable_password()
    User.objects.bulk_create(new, batch_size=BATCH)
    EmailAddress.objects.bulk_create(
        (EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in new),
        batch_size=BATCH,
    )
    there |= {user.email: user for user in new}
    return {who: there[email] for who, email in emails.items()}


def hold(role, user, *, programme, given_by, confirmed_by, cohorts=(None,)):
    """A confirmed role in each cohort (None: in the programme itself)."""
    TeamRole.objects.bulk_create(
        TeamRole(
            programme=programme,
            cohort=cohort,
            user=user,
            role=role,
            given_by=given_by,
            confirmed_by=confirmed_by,
            confirmed_at=timezone.now(),
        )
        for cohort in cohorts
    )


def a_cohort(programme, name, starts_on, *, cover, recruits_from=None):
    """An opened cohort with the weeks of recruiting and matching that the programme plans."""
    return Cohort.objects.create(
        programme=programme,
        name=name,
        opens_on=recruits_from or add_months(starts_on, -3),
        closes_on=starts_on - timezone.timedelta(weeks=programme.match_weeks),
        starts_on=starts_on,
        cover=cover,
        opened_at=timezone.now(),
    )


def participants(cohort, side, users, *, checked_by, dice, state=Participant.State.ACCEPTED):
    """People of one side with believable profiles, in the order of `users`."""
    jobs = words.LEADER_JOBS if side == Side.LEADER else words.NETWORK_JOBS
    checked = timezone.now() if state == Participant.State.ACCEPTED else None
    people = []
    for user in users:
        job, band = dice.choice(jobs)
        people.append(
            Participant(
                cohort=cohort,
                user=user,
                side=side if state == Participant.State.ACCEPTED else "",
                could_be_leader=side == Side.LEADER,
                could_be_network=side == Side.NETWORK,
                groups=[side],
                state=state,
                channel=dice.choice(Channel.values),
                job_title=job,
                band=band,
                directorate=dice.choice(words.DIRECTORATES),
                site=dice.choice(words.SITES),
                checked_by=checked_by if checked else None,
                checked_at=checked,
            )
        )
    Participant.objects.bulk_create(people, batch_size=BATCH)
    MatchingProfile.objects.bulk_create((_profile(person, dice) for person in people), batch_size=BATCH)
    return people


def _profile(participant, dice):
    return MatchingProfile(
        participant=participant,
        answer_1=f"{dice.choice(words.ABOUT_ME)} {dice.choice(words.AND_SO)}",
        answer_2=f"{dice.choice(words.HOPES)} {dice.choice(words.OFFERS)}",
        answer_3=dice.choice(words.GOOD_PARTNERSHIP),
        mode=dice.choice(MatchingProfile.Mode.values),
        days=dice.sample(MatchingProfile.Day.values, dice.randint(1, 4)),
        share_practical=dice.random() < 0.6,
    )


def a_crowd(number, *, domain, skip=0):
    """`number` people of each side with invented names, as (leaders, network) lists of users."""
    leaders = words.names(words.LEADER_FIRST, words.LEADER_LAST, number, skip=skip)
    network = words.names(words.NETWORK_FIRST, words.NETWORK_LAST, number, skip=skip)
    made = accounts([(name.lower().replace(" ", "."), name) for name in leaders + network], domain=domain)
    users = list(made.values())
    return users[:number], users[number:]


def dice(seed):
    """Chance that falls the same way every time, so that two demos of one day are alike."""
    return random.Random(seed)  # noqa: S311 invented data, no secret
