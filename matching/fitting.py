"""From a cohort's people to how well each two of them fit: read, decrypted, handed to the engine, kept for a while."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Beside:
    """One of the other side, seen from somebody chosen. reasons: asked for by `Pool.reasons` for who is shown."""

    person: object
    fit: float
    against: tuple
    is_free: bool = True

    @property
    def is_barred(self):
        return any(reason.is_barred for reason in self.against)


class Pool:
    """The people of a cohort who have no partner, as the engine sees them.

    leaders, network: `exclusions.Person`s in a fixed order; fit: the engine's `Fit` of them; facts: for
    `exclusions`; free: keys of those without a seat; had_partner: keys of those who come first.
    """

    def person(self, key):
        raise NotImplementedError

    def ordered_for(self, key):
        """All of the other side as `Beside`s: those possible by fit, best first, then those not possible."""
        raise NotImplementedError

    def reasons(self, one, other):
        """What speaks for these two (keys), in words."""
        raise NotImplementedError

    def parts(self, one, other):
        """The named parts of the fit of these two (keys), each with its weight, value and words."""
        raise NotImplementedError

    def against(self, *keys):
        """What stands against these two or three."""
        raise NotImplementedError


def pool_of(cohort):
    """The cohort's `Pool`; a constant number of queries, answers decrypted only when something has changed."""
    raise NotImplementedError


def topics_of(programme):
    """[(name, [words and phrases])]: the programme's own vocabulary, or the default one."""
    raise NotImplementedError


def weights_of(programme):
    """The engine's `Weights` of a programme: its rules, or the defaults."""
    raise NotImplementedError
