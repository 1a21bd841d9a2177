"""What mkdocstrings does beside a page's HTML: names for objects.inv, handlers for their style."""

import contextlib
from collections.abc import Iterator
from typing import Any, TypedDict

from mkdocs.config.defaults import MkDocsConfig


class Written(TypedDict):
    """What a page's functions left there."""

    handlers: list[str]
    names: list[dict[str, Any]]


@contextlib.contextmanager
def noted(config: MkDocsConfig) -> Iterator[Written]:
    """What mkdocstrings does while a page is rendered."""
    written: Written = {"handlers": [], "names": []}
    handlers = _handlers(config)
    if handlers is None:
        yield written
        return
    register, get = handlers.inventory.register, handlers.get_handler

    def note(**item: Any) -> None:
        written["names"].append(item)
        register(**item)

    def note_handler(name: str, *rest: Any) -> Any:
        if name not in written["handlers"]:
            written["handlers"].append(name)
        return get(name, *rest)

    handlers.inventory.register, handlers.get_handler = note, note_handler
    try:
        yield written
    finally:
        del handlers.inventory.register, handlers.get_handler


def again(written: Written, config: MkDocsConfig) -> None:
    """Do it for a page that was kept."""
    handlers = _handlers(config)
    if handlers is None:
        return
    for name in written["handlers"]:
        handlers.get_handler(name)
    for item in written["names"]:
        handlers.inventory.register(**item)


def _handlers(config: MkDocsConfig) -> Any:
    plugin: Any = config.plugins.get("mkdocstrings")
    return plugin.handlers if plugin is not None and plugin.plugin_enabled else None
