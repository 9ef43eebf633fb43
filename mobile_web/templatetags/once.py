"""Parts of a page that are the same for everybody: drawn once a process in each language, not for every request."""

from typing import cast

from django.template import Context, Library, Node, NodeList, Template
from django.template.base import Parser, Token
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = Library()


class OnceNode(Node):
    """Draws its content in an empty context: nothing of a person or a request can be kept by mistake."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self._drawn: dict[str | None, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        language = get_language()
        found = self._drawn.get(language)
        if found is None:
            found = self._drawn[language] = self._draw(cast(Template, context.template))
        return found

    def _draw(self, template: Template) -> SafeString:
        empty = Context()
        with empty.bind_template(template), empty.render_context.push_state(template):
            return mark_safe(self.nodelist.render(empty))  # noqa: S308 - the nodes have escaped it


@register.tag
def once(parser: Parser, _token: Token) -> OnceNode:
    """`{% once %}…{% endonce %}`: words, icons and addresses of files. It knows no variable and no csrf token."""
    nodelist = parser.parse(("endonce",))
    parser.delete_first_token()
    return OnceNode(nodelist)
