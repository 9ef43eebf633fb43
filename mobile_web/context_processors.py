"""What templates may always rely on."""

from django.http import HttpRequest

from mobile_web.shell import Shell


def shell(request: HttpRequest) -> dict[str, Shell]:
    """A view's own `shell` wins over `request.shell`, which wins over the empty frame."""
    return {"shell": getattr(request, "shell", None) or Shell()}
