"""Short ways to ask for a page as somebody."""

from django.urls import reverse


def get(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(name, args=args), query)


def post(client, user, name, *args, **data):
    client.force_login(user)
    return client.post(reverse(name, args=args), data)


def text(response):
    return response.content.decode()


def facts(**changes):
    return {"held_on": "2027-07-13", "minutes": "60", "mode": "teams"} | changes


def queries(client, user, url, django_assert_max_num_queries):
    client.force_login(user)
    client.get(url)
    with django_assert_max_num_queries(40) as counted:
        assert client.get(url).status_code == 200
    return len(counted)
