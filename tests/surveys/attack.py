"""Somebody with the whole database tries to say whose answer is whose. One attack, for ours and for the control.

Everything PostgreSQL keeps about a row beside its values is used: the transaction that wrote it (`xmin`), its
place in the file (`ctid`), the order of keys; and for people also what else was written down about them at
the time (their sessions). See docs/privacy/survey-secrecy.md.
"""

from django.db import connection


def rows_of(table, where="TRUE", key="id"):
    """[{key, xmin, place}] of a table: what the database knows of each row without reading it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key}::text, xmin::text::bigint, (ctid::text::point)[0]::int, (ctid::text::point)[1]::int "
            f"FROM {table} WHERE {where}"
        )
        return [{"key": k, "xmin": x, "place": (page, line)} for k, x, page, line in cursor.fetchall()]


def reidentify(people, answers):
    """{how: {person: answer}}: every guess this attacker can make, each naming an answer for everybody.

    people, answers: rows as of `rows_of`, people perhaps with further orders ("session"). "same transaction"
    is certain where it links; the others lay one order beside the other.
    """
    guesses = {}
    by_transaction = {}
    for answer in answers:
        by_transaction.setdefault(answer["xmin"], []).append(answer["key"])
    alone = {xmin: keys[0] for xmin, keys in by_transaction.items() if len(keys) == 1}
    guesses["same transaction"] = {p["key"]: alone[p["xmin"]] for p in people if p["xmin"] in alone}
    for how_people in sorted(set(people[0]) - {"key"}) + ["key"]:
        for how_answers in ("xmin", "place", "key"):
            left = sorted(people, key=lambda row: row[how_people])
            right = sorted(answers, key=lambda row: row[how_answers])
            for name, ordered in (("", right), (" backwards", right[::-1])):
                guesses[f"{how_people} beside {how_answers}{name}"] = {
                    person["key"]: answer["key"] for person, answer in zip(left, ordered, strict=False)
                }
    return guesses


def hits(guesses, truth):
    """{how: number of people whose answer was named rightly}. truth: {person: set of their answers' keys}."""
    return {
        how: sum(answer in truth[person] for person, answer in guess.items())
        for how, guess in guesses.items()
    }
