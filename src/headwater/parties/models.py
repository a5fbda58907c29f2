from django.contrib.auth.models import AbstractUser


class Person(AbstractUser):
    """A human being who signs in."""
