from django.urls import path

from asili.interfaces.field import views

app_name = "field"
urlpatterns = [
    path("b/<str:code>/", views.bag, name="bag"),
    path("c/<str:code>/", views.card, name="card"),
    path("receipts/<str:code>/", views.receipt, name="receipt"),
]
