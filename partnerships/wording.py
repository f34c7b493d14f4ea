"""Times and names as people say them. Pure."""


def names_in_words(names):
    """ "Peter", "Peter and Ruth", "Peter, Ruth and Joy"."""
    *first, last = list(names) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def length_in_words(minutes):
    """ "45 minutes", "1 hour", "1 hour 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    parts = [_counted(hours, "hour")] if hours else []
    if rest or not hours:
        parts.append(_counted(rest, "minute"))
    return " ".join(parts)


def together_in_words(lengths):
    """ "9 meetings, about 11 hours together", from the minutes of each; empty for none."""
    return time_together(len(lengths), sum(lengths))


def time_together(number, minutes):
    """The same from how many and how long in all."""
    return f"{_counted(number, 'meeting')}, {_about(minutes)} together" if number else ""


def turn_in_words(booked_for, mine, others):
    """Whose turn it may be to book, as an offer: from the key of the place that booked last. Empty for nobody's."""
    if booked_for == mine.pk and others:
        names = names_in_words([other.first_name for other in others])
        return f"You booked last time, so it may be {names}'s turn. It matters little: whoever gets to it."
    booker = next((other.first_name for other in others if other.pk == booked_for), None)
    return f"{booker} booked last time. Shall it be you this time?" if booker else ""


def _about(minutes):
    if minutes < 50:
        return _counted(minutes, "minute")
    halves = (minutes + 15) // 30
    if halves >= 10 or halves % 2 == 0:
        hours = (minutes + 30) // 60 if halves >= 10 else halves // 2
        return "about an hour" if hours == 1 else f"about {hours} hours"
    return "about an hour and a half" if halves == 3 else f"about {halves // 2}½ hours"


def _counted(number, thing):
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
