"""Line managers as people gave them: who is known, who is not, and lines that lead back to where they began. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Lines:
    """unknown: keys of those whose manager is nobody of these people. loops: lists of keys, each one's manager
    the next, the last one's the first again; somebody who gave themselves is a loop of one."""

    unknown: list
    loops: list


def look_at(people):
    """people: (key, own e-mail, manager's e-mail or "") of everybody. Order of the answer: the order given."""
    people = list(people)
    owner = {email.casefold(): key for key, email, _ in people}
    manager = {key: owner.get(given.casefold()) for key, _, given in people if given.strip()}
    unknown = [key for key, found in manager.items() if found is None]
    return Lines(unknown, _loops(manager))


def _loops(manager):
    """Everybody has one manager at most, so a walk upwards ends, or comes back to somebody it met."""
    loops, settled = [], set()
    for start in manager:
        walk, met, here = [], {}, start
        while here is not None and here not in settled and here not in met:
            met[here] = len(walk)
            walk.append(here)
            here = manager.get(here)
        if here is not None and here in met:
            loops.append(walk[met[here] :])
        settled.update(walk)
    return loops
