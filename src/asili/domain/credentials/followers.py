"""Who judges by papers, and is told in the same act when one is recorded.

Credentials know none of them: ``settings.ASILI_CREDENTIAL_FOLLOWERS`` names, as dotted paths,
functions that take the identifiers of holders and judge again what they judged by their papers.
"""

from collections.abc import Collection

from django.conf import settings
from django.utils.module_loading import import_string


def tell_followers(holders: Collection[int]) -> None:
    """Tell everybody who judges by papers that those of these parties changed."""
    for path in settings.ASILI_CREDENTIAL_FOLLOWERS:
        import_string(path)(holders)
