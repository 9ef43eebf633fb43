"""Photo sales: the family's shop, cart and orders; the office's sales, orders and lists."""

from django.urls import path

from mobile_web.views.sales import archives, cart, files, office, office_orders, orders, shop

urlpatterns = [
    path("photos/sales/", shop.sales, name="guardian_sales"),
    path("photos/sales/<uuid:pk>/", shop.sale, name="guardian_sale"),
    path("photos/sales/<uuid:pk>/<uuid:photo_id>/", shop.ware, name="guardian_ware"),
    path("photos/cart/", cart.cart, name="guardian_cart"),
    path("photos/cart/confirm/", cart.confirm, name="guardian_cart_confirm"),
    path("photos/orders/", orders.orders, name="guardian_orders"),
    path("photos/orders/archive/", archives.take, name="guardian_orders_take"),
    path("photos/orders/archive/<str:signed>/", archives.archive, name="guardian_orders_archive"),
    path("photos/orders/<uuid:pk>/", orders.order, name="guardian_order"),
    path("photos/orders/<uuid:pk>/receipt/", orders.receipt, name="guardian_order_receipt"),
    path("photos/orders/<uuid:pk>/cancel/", orders.cancel, name="guardian_order_cancel"),
    path("photos/orders/<uuid:pk>/archive/", archives.take, name="guardian_order_take_all"),
    path("photos/orders/<uuid:pk>/archive/<str:signed>/", archives.archive, name="guardian_order_archive"),
    path("photos/orders/<uuid:pk>/<uuid:line_id>/", files.take, name="guardian_order_take"),
    path("photos/orders/<uuid:pk>/<uuid:line_id>/<str:signed>/", files.file, name="guardian_order_file"),
    path("office/photo-sales/", office.sales, name="office_sales"),
    path("office/photo-sales/album/<uuid:album_id>/", office.edit, name="office_sale_edit"),
    path("office/photo-sales/<uuid:pk>/", office.sale, name="office_sale"),
    path("office/photo-sales/<uuid:pk>/act/", office.act, name="office_sale_act"),
    path("office/photo-sales/<uuid:pk>/prints/", office.prints, name="office_sale_prints"),
    path("office/photo-orders/", office_orders.orders, name="office_orders"),
    path("office/photo-orders/list/<str:kind>/", office_orders.collection, name="office_collection"),
    path("office/photo-orders/<uuid:pk>/", office_orders.order, name="office_order"),
    path("office/photo-orders/<uuid:pk>/act/", office_orders.act, name="office_order_act"),
]
