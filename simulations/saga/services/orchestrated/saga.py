"""The saga of one order, as a table and a pure function."""
from dataclasses import dataclass, replace
from typing import NamedTuple


# What an action asks for is written down by orders.py, together with the new state.
class Send(NamedTuple):
    to: str
    type: str


class Settle(NamedTuple):
    state: str


class PayBack(NamedTuple):
    pass


Action = Send | Settle | PayBack


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
    "refunding": Send("payment-commands", "RefundCard"),
    "releasing": Send("inventory-commands", "ReleaseStock"),
    # Only a person can move it.
    "parked": Settle("parked"),
    "cancelled": Settle("cancelled"),
}

NEXT: dict[str, dict[str, str]] = {
    "reserving": {
        "StockReserved": "charging",
        "StockRefused": "cancelled",
        "CancelOrder": "releasing",
        "Timeout": "reserving",
    },
    "charging": {"CardCharged": "shipping", "CardRefused": "releasing", "Timeout": "charging"},
    "shipping": {"ParcelShipped": "completed", "Timeout": "shipping"},
    "refunding": {"CardRefunded": "releasing", "RefundRefused": "parked", "Timeout": "refunding"},
    "releasing": {"StockReleased": "cancelled", "Timeout": "releasing"},
    "parked": {"RetryRefund": "refunding", "PaidByHand": "releasing"},
}


def begin() -> tuple[Saga, list[Action]]:
    return Saga(INITIAL), [ON_ENTRY[INITIAL]]


def transition(saga: Saga, event: str) -> tuple[Saga, list[Action]] | None:
    """The next state with what is to be done; None where the event changes nothing."""
    if (saga.state, event) == ("charging", "CancelOrder"):
        return replace(saga, cancelled=True), []
    target = NEXT.get(saga.state, {}).get(event)
    if target is None:
        return None
    if (saga.state, event) == ("charging", "CardCharged") and saga.cancelled:
        target = "refunding"
    paid = [PayBack()] if event == "PaidByHand" else []
    return replace(saga, state=target), [*paid, ON_ENTRY[target]]
