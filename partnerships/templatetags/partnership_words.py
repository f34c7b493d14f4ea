from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from partnerships import wording

register = template.Library()


@register.filter
def length_in_words(minutes):
    return wording.length_in_words(minutes)


@register.filter
def guide_text(body, level=2):
    """The guide's plain text as HTML: paragraphs, "## " headings, "- " lists, "> " cards. Everything is escaped.

    level: of the headings within it.
    """
    heading = f"h{int(level)}"
    return mark_safe("\n".join(_block(block, heading) for block in _blocks(body)))  # noqa: S308 - all escaped


def _blocks(body):
    return [block.strip() for block in body.replace("\r\n", "\n").split("\n\n") if block.strip()]


def _block(block, heading):
    if block.startswith("## "):
        return format_html('<{0} class="nhsuk-heading-m">{1}</{0}>', heading, _joined(block[3:]))
    if block.startswith("> "):
        return _card(_joined(block[2:]), heading)
    if block.startswith("- "):
        things = [(_joined(thing),) for thing in block[2:].split("\n- ")]
        return format_html(
            '<ul class="nhsuk-list nhsuk-list--bullet">{}</ul>',
            format_html_join("", "<li>{}</li>", things),
        )
    return format_html("<p>{}</p>", _joined(block))


def _joined(text):
    """Wrapped lines as one."""
    return " ".join(text.split())


def _card(words, heading):
    """A conversation card: its first question is its title, the others are a line each."""
    first, *others = words.replace("? ", "?\n").split("\n")
    return format_html(
        '<section class="nhsuk-card plp-talk-card"><div class="nhsuk-card__content">'
        '<{0} class="nhsuk-card__heading nhsuk-heading-s">{1}</{0}><ul class="nhsuk-list">{2}</ul></div></section>',
        heading,
        first,
        format_html_join("", "<li>{}</li>", ((line,) for line in others)),
    )
