"""Who visits: members of the cast in a browser, each signed in once for the whole run."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, StorageState

ANONYMOUS: Final = "anonymous"
Visit = Callable[..., Page]
"""What the fixture `visit` gives a test: `Visitors.visit`, with tabs that close by themselves."""

DRIVER: Final = "GL Driver Message"
"""What the software renderer of a machine without a graphics card says about its own speed."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Who looks, in which language, how wide (CSS pixels), and whether scripts run."""

    member: str
    language: str
    width: int
    script: bool


class Visitors:
    """Tabs of the cast; what a tab complains about is kept for `complaints`."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser, self._address = browser, address
        self._signed_in: dict[str, StorageState] = {}
        self._contexts: dict[Sight, BrowserContext] = {}
        self._complaints: dict[Page, list[str]] = {}

    def visit(
        self,
        address: str,
        member: str = ANONYMOUS,
        language: str = "fr",
        width: int = 360,
        script: bool = True,
    ) -> Page:
        """Open an address in a new tab; nothing that the tab logs is lost."""
        context = self._context(Sight(member, language, width, script))
        tab = context.new_page()
        heard = self._complaints.setdefault(tab, [])
        tab.on("console", lambda message: heard.extend(_complaint(message)))
        tab.on("pageerror", lambda error: heard.append(f"error: {error}"))
        tab.goto(address)
        return tab

    def complaints(self, tab: Page) -> list[str]:
        """Errors and warnings of a tab: scripts, missing files, the security policy."""
        return self._complaints[tab]

    def newcomer(self, language: str, width: int) -> BrowserContext:
        """Somebody whose browser speaks a language and who has never been here."""
        return self._browser.new_context(
            base_url=self._address,
            locale={"fr": "fr-FR", "en": "en-GB", "sw": "sw-TZ"}[language],
            viewport={"width": width, "height": 760},
        )

    def leave(self) -> None:
        """Close everything."""
        for context in self._contexts.values():
            context.close()

    def _context(self, sight: Sight) -> BrowserContext:
        if sight not in self._contexts:
            context = self._browser.new_context(
                base_url=self._address,
                storage_state=self._state(sight.member),
                viewport={"width": sight.width, "height": 760},
                java_script_enabled=sight.script,
            )
            context.add_cookies(
                [{"name": "django_language", "value": sight.language, "url": self._address}]
            )
            self._contexts[sight] = context
        return self._contexts[sight]

    def _state(self, member: str) -> StorageState | None:
        if member == ANONYMOUS:
            return None
        if member not in self._signed_in:
            with self._browser.new_context(base_url=self._address) as context:
                tab = context.new_page()
                tab.goto("/sign-in")
                tab.locator(f"button[name=username][value={member}]").click()
                tab.wait_for_url("**/")
                self._signed_in[member] = context.storage_state()
        return self._signed_in[member]


def _complaint(message: ConsoleMessage) -> list[str]:
    if message.type not in {"error", "warning"} or DRIVER in message.text:
        return []
    return [f"{message.type}: {message.text}"]
