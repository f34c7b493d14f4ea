def next_steps(user, now):
    return []


def team_steps(user, cohorts, now):
    return []
