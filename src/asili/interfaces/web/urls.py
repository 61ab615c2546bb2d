from django.urls import path

from asili.interfaces.web.views import accounts

app_name = "web"
urlpatterns = [
    path("sign-in", accounts.sign_in, name="sign-in"),
    path("sign-in/as", accounts.sign_in_as, name="sign-in-as"),
    path("sign-out", accounts.sign_out, name="sign-out"),
]
