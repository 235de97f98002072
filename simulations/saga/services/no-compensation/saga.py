"""The saga of one order, as a table and a pure function."""
from dataclasses import dataclass, replace
from typing import NamedTuple


# What an action asks for is written down by orders.py, together with the new state.
class Send(NamedTuple):
    to: str
    type: str


class Settle(NamedTuple):
    state: str


Action = Send | Settle


@dataclass(frozen=True)
class Saga:
    state: str
    cancelled: bool = False


INITIAL = "reserving"
FINAL = {"completed", "cancelled"}

ON_ENTRY: dict[str, Action] = {
    "reserving": Send("inventory-commands", "ReserveStock"),
    "charging": Send("payment-commands", "ChargeCard"),
    # From here on it only goes forward: a parcel on its way cannot be called back.
    "shipping": Send("shipping-commands", "ShipParcel"),
    "completed": Settle("confirmed"),
    "cancelled": Settle("cancelled"),
}

NEXT: dict[str, dict[str, str]] = {
    "reserving": {
        "StockReserved": "charging",
        "StockRefused": "cancelled",
        "CancelOrder": "cancelled",
        "Timeout": "reserving",
    },
    "charging": {
        "CardCharged": "shipping",
        "CardRefused": "cancelled",
        "CancelOrder": "cancelled",
        "Timeout": "charging",
    },
    "shipping": {"ParcelShipped": "completed", "Timeout": "shipping"},
}


def begin() -> tuple[Saga, list[Action]]:
    return Saga(INITIAL), [ON_ENTRY[INITIAL]]


def transition(saga: Saga, event: str) -> tuple[Saga, list[Action]] | None:
    """The next state with what is to be done; None where the event changes nothing."""
    target = NEXT.get(saga.state, {}).get(event)
    if target is None:
        return None
    return replace(saga, state=target), [ON_ENTRY[target]]
