"""What is drawn once for everybody: in each language, and never with anything of a person."""

from django.template import Context, Template, engines
from django.utils import translation


def drawn(text: str, **context: object) -> str:
    template: Template = engines["django"].from_string(text).template
    return template.render(Context(context))


def test_what_is_drawn_once_speaks_the_language_of_each_page() -> None:
    template = engines["django"].from_string(
        "{% once %}{% get_current_language as code %}{{ code }}{% endonce %}"
    )

    said = []
    for language in ("ja", "en", "ja"):
        with translation.override(language):
            said.append(template.render())

    assert said == ["ja", "en", "ja"]


def test_what_is_drawn_once_knows_nothing_of_the_request() -> None:
    assert (
        drawn("{% once %}[{{ name }}{{ csrf_token }}]{% endonce %} {{ name }}", name="はな", csrf_token="x")
        == "[] はな"
    )


def test_a_component_drawn_once_leaves_the_page_around_it_alone() -> None:
    pill = "{% once %}{% include 'components/status_pill.html' with state='left' text='b' %}{% endonce %}"

    assert drawn("{% with word='a' %}" + pill + "{{ word }}{{ state }}{% endwith %}").split("\n")[-1] == "a"
