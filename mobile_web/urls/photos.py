"""Albums and photos: those who make them, families, the files."""

from django.urls import path

from mobile_web.views.photos import albums, clips, consents, crops, files, guardian, placing, wishes, work

ONE = "office/albums/<uuid:pk>/"

urlpatterns = [
    path("office/albums/", albums.albums, name="office_albums"),
    path("office/albums/new/", albums.new, name="office_album_new"),
    path(ONE, work.album, name="office_album"),
    path(f"{ONE}edit/", albums.edit, name="office_album_edit"),
    path(f"{ONE}act/", albums.act, name="office_album_act"),
    path(f"{ONE}known/", work.known, name="office_album_known"),
    path(f"{ONE}add/", work.add, name="office_album_add"),
    path(f"{ONE}tag/", work.tag, name="office_album_tag"),
    path("office/photos/<uuid:pk>/crop/", crops.crop, name="office_photo_crop"),
    path("office/photos/<uuid:pk>/clip/", clips.clip, name="office_clip"),
    path("office/photo-settings/", clips.settings, name="office_photo_settings"),
    path("office/photo-consents/", wishes.consents, name="office_photo_consents"),
    path("office/photo-consents/<uuid:child>/<uuid:household>/", wishes.consent, name="office_photo_consent"),
    path("office/photo-wishes/", wishes.wishes, name="office_photo_wishes"),
    path("office/photo-wishes/<uuid:pk>/", wishes.answer, name="office_photo_wish"),
    path("office/notices/<uuid:pk>/photos/", placing.of_notice, name="office_notice_photos"),
    path("albums/", guardian.albums, name="guardian_albums"),
    path("albums/consents/", consents.consents, name="guardian_photo_consents"),
    path("albums/<uuid:pk>/", guardian.album, name="guardian_album"),
    path("albums/photos/<uuid:pk>/", guardian.photo, name="guardian_photo"),
    path("albums/photos/<uuid:pk>/like/", guardian.like, name="guardian_photo_like"),
    path("photos/<uuid:pk>/<str:size>/", files.door, name="photo_door"),
    path("photos/<uuid:pk>/<str:size>/<str:signed>/", files.file, name="photo_file"),
]
