"""What a telephone shows when an album is shown, or a wish was answered."""

from django.urls import reverse
from django.utils.translation import gettext as _

from notices.messages import Words, words_for
from notices.models import Message
from photos.models import Album, TakedownRequest


@words_for("album")
def album_words(message: Message) -> Words | None:
    """Nothing for who does not see it any more."""
    user = message.guardian.user
    album = Album.objects.received_by(user).filter(pk=message.about).first() if user else None
    if album is None:
        return None
    return Words(
        title=_("New photos: %(title)s") % {"title": album.title},
        body=message.facility.name,
        url=reverse("guardian_album", args=[album.pk]),
        tag=f"album-{album.pk}",
    )


@words_for("photo_answer")
def answer_words(message: Message) -> Words | None:
    """What became of her wish, without the photo."""
    wish = TakedownRequest.objects.filter(pk=message.about, requested_by=message.guardian.user).first()
    if wish is None or wish.decided_at is None:
        return None
    taken = _("The photo is no longer shown.")
    stays = _("The photo stays. The facility says why.")
    return Words(
        title=_("Your wish about a photo was answered"),
        body=taken if wish.outcome == TakedownRequest.Outcome.TAKEN else wish.answer or stays,
        url=reverse("guardian_albums"),
        tag=f"takedown-{wish.pk}",
    )
