"""The one way in which building the site says no."""


class BookError(Exception):
    """Something in the book is wrong: says where, what, and what to do."""

    def __init__(self, where: str, what: str, remedy: str = "") -> None:
        self.where = where
        self.what = what
        self.remedy = remedy
        super().__init__(f"{where}: {what}" + (f"\n    {remedy}" if remedy else ""))
