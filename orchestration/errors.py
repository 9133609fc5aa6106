"""Faults that a person can mend: said in one breath, with the place and the cure."""

from __future__ import annotations


class Refusal(Exception):
    """A build, or a command, that must not go on; what was published stays as it is.

    `details` are lines, each naming a table, a file and row, or a check; `cure` says what helps.
    `stage` is the step that refused; `passes_by_itself` marks what a later try may find gone;
    `comes_after_publication` what failed when the new marts were out already.
    """

    def __init__(
        self,
        title: str,
        details: list[str] | None = None,
        cure: str = "",
        *,
        stage: str = "",
        marts: list[str] | None = None,
        passes_by_itself: bool = False,
        comes_after_publication: bool = False,
    ) -> None:
        super().__init__(title)
        self.title = title
        self.details = details or []
        self.cure = cure
        self.stage = stage
        self.marts = marts or []
        self.passes_by_itself = passes_by_itself
        self.comes_after_publication = comes_after_publication

    def __str__(self) -> str:
        lines = [self.title, *(f"  - {detail}" for detail in self.details)]
        if self.marts:
            lines.append(f"Marts it touches: {', '.join(self.marts)}")
        if self.cure:
            lines.append(f"Cure: {self.cure}")
        return "\n".join(lines)

    def as_dict(self) -> dict:
        """The same for machines (`--json` and the webhook)."""
        return {
            "title": self.title,
            "details": self.details,
            "cure": self.cure,
            "stage": self.stage,
            "marts": self.marts,
        }
