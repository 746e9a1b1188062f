"""The errors this project raises. Each names its subject; only ``web`` knows what they mean in HTTP."""


class FeedserverError(Exception):
    """Anything that went wrong in a way a person can understand and act on. ``str()`` is the message for them."""


class SettingsError(FeedserverError):
    """A setting is wrong; the message names it, its value and what is allowed."""


class NotFoundError(FeedserverError):
    """Something asked for by name is not there; the message says what there is."""


class SourceError(FeedserverError):
    """A source, or one article of it, cannot be read; the message names the file and the reason."""


class TranslationError(FeedserverError):
    """Translating failed; the message names the language pair or the package."""


class PackageMissingError(TranslationError):
    """No installed package translates this pair of languages."""


class PackageError(TranslationError):
    """A package is there but broken, or a file is not a package."""


class CatalogueError(TranslationError):
    """A catalogue (PO file) cannot be read or does not belong; the message names the file and the line."""


class StoreError(FeedserverError):
    """The database cannot be opened, migrated or written."""
