"""How the two sides of a cohort stand, in words. Pure."""

from collections import Counter

VOWELS = "AEIOUaeiou"

DONE = {
    "check": "Checked that it is them",
    "accept": "Accepted",
    "wait": "On the waiting list",
    "decline": "Told “not this time”",
}


def in_words(programme, rows):
    """Sentences about the balance of the sides.

    rows: (side, state, could be a leader, could be network) of everybody who has at least started.
    """
    live = [row for row in rows if row[1] not in ("started", "withdrawn", "declined")]
    sides = (("leader", programme.leader_name, programme.leader_name_plural),)
    sides += (("network", programme.network_name, programme.network_name_plural),)
    sent = Counter(side for side, *_ in live)
    accepted = Counter(side for side, state, *_ in live if state == "accepted")
    lines = [
        f"{_count(sent[side], _inside(one), _inside(several))}: {_with_a_place(accepted[side], sent[side])}."
        for side, one, several in sides
    ]
    if sent[""]:
        lines.append(f"{_count(sent[''], 'person', 'people')} whose side is still open.")
    either = sum(a and b for _, _, a, b in live)
    if either:
        lines.append(f"{_count(either, 'person', 'people')} could take either side.")
    started = sum(state == "started" for _, state, *_ in rows)
    if started:
        lines.append(f"{_count(started, 'profile', 'profiles')} started and not sent.")
    return lines


def sides_in_words(programme):
    """Who two partners are, in a sentence: "One of you is a senior leader, the other a BME partner."."""
    leader, network = programme.leader_name, programme.network_name
    return f"One of you is {_article(leader)} {_inside(leader)}, the other {_article(network)} {_inside(network)}."


def what_was_done(decision, people):
    """One line for the top of the page."""
    names = str(people[0]) if len(people) == 1 else f"{len(people)} people"
    return f"{DONE[decision]}: {names}."


def has_known_domain(email, programme):
    """Whether an address is of a domain the programme knows: a hint, never a check."""
    return email.rpartition("@")[2].casefold() in {domain.casefold() for domain in programme.email_domains}


def _with_a_place(accepted, sent):
    if not sent:
        return "nobody yet"
    if accepted == sent:
        return "has a place" if sent == 1 else "all have a place"
    if not accepted:
        return "no place given yet"
    return f"{accepted} {'has' if accepted == 1 else 'have'} a place, {sent - accepted} not yet"


def _inside(name):
    """A name as it is written within a sentence: "senior leader", and still "BME partner"."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _article(name):
    return "an" if name[:1] in VOWELS else "a"


def _count(number, one, several):
    return f"{number} {one if number == 1 else several}"
