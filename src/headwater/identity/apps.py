from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "headwater.identity"
    default_auto_field = "django.db.models.BigAutoField"
