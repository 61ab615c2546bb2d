"""Statements of the report in templates: their text in the reader's language, their addresses."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from asili.core.access import ROLE_NAMES, Role, Words
from asili.core.templatetags.asili import emphasised
from asili.domain.insight.report.search import Question, marked
from asili.domain.insight.report.sheets import Entry
from asili.domain.insight.report.statements import Statement
from asili.domain.insight.report.vocabulary import STATES, State

register = template.Library()


@register.filter
def wording(statement: Statement) -> str | SafeString:
    """Our paraphrase; in English with a mark where nobody has translated it."""
    language = get_language() or "en"
    said = statement.wording(language)
    if said.language == language:
        return said.text
    mark = gettext("in English, not translated yet")
    return format_html(
        '<span lang="en">{}</span> <abbr class="untranslated" title="{}">EN</abbr>', said.text, mark
    )


@register.simple_tag
def found(text: Words, question: Question, language: str = "") -> SafeString:
    """A text in which what answers the question is marked; "" is the reader's language."""
    return emphasised(marked(str(text), language or get_language() or "en", question))


@register.filter
def entry_text(entry: Entry) -> str | SafeString:
    """What a line of a printed table says."""
    return str(entry.words) if entry.words else wording(entry.statement)


@register.filter
def anchor(statement: Statement) -> str:
    """Where the statement stands in the whole report."""
    return f"{reverse('portal:report')}#{statement.id}"


@register.filter
def page_of(statement: Statement) -> str:
    """Address of the page that answers the statement; empty unless it works."""
    return reverse(statement.view, args=statement.arguments) if statement.view else ""


@register.filter
def role_name(role: str) -> Words:
    """The role in words."""
    return ROLE_NAMES[Role(role)]


@register.inclusion_tag("parts/status.html")
def state_badge(state: State) -> dict[str, object]:
    """The state of a statement: shape and word."""
    return {"kind": state, "word": STATES[state]}
