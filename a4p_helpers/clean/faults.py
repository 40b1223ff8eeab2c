"""What cleaning raises: every fault of a period at once."""

from a4p_helpers.faults import Fault


class CleaningError(ValueError):
    """Raw data that cannot be cleaned; lists every fault that was found."""

    def __init__(self, period: str, faults: list[Fault]) -> None:
        self.period = period
        self.faults = faults
        number = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        lines = "\n".join(f"  - {fault}" for fault in faults)
        super().__init__(f"The raw data of {period} have {number}:\n{lines}")
