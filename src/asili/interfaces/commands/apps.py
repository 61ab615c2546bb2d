from django.apps import AppConfig


class CommandsConfig(AppConfig):
    name = "asili.interfaces.commands"
    label = "commands_interface"
