"""Foreign keys point down, as imports do."""

from django.apps import apps
from django.db.models import Field, Model

ORDER = (
    "core",
    "law",
    "geography",
    "registry",
    "places",
    "credentials",
    "custody",
    "trade",
    "insight",
    "portal_interface",
    "web_interface",
    "field_interface",
    "exchange_interface",
    "commands_interface",
    "ogc_interface",
)
BELOW_ALL = -1  # Django's and third-party tables


def rank(model: type[Model]) -> int:
    label = model._meta.app_label
    return ORDER.index(label) if label in ORDER else BELOW_ALL


def relations() -> list[tuple[type[Model], Field, type[Model]]]:
    """Every relation of every table, automatic ones of many-to-many fields included."""
    return [
        (model, field, field.related_model)
        for model in apps.get_models(include_auto_created=True)
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if field.is_relation
    ]


def test_every_app_of_ours_has_a_place_in_the_order() -> None:
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("asili.")}
    assert ours == set(ORDER)


def test_relations_are_found() -> None:
    assert len(relations()) > 10


def test_foreign_keys_point_down() -> None:
    upwards = [
        f"{model._meta.label}.{field.name} -> {target._meta.label}"
        for model, field, target in relations()
        if rank(target) > rank(model)
    ]
    assert upwards == []


def test_no_relation_names_its_table_by_a_generic_key() -> None:
    generic = [
        f"{model._meta.label}.{field.name}"
        for model, field, target in relations()
        if rank(model) != BELOW_ALL and target._meta.label == "contenttypes.ContentType"
    ]
    assert generic == []


def test_reading_apps_have_no_tables() -> None:
    assert [model._meta.label for model in apps.get_app_config("insight").get_models()] == []
