"""A finding about an event: where it stands, whom it concerns, and the key that keeps it single."""

from asili.core.findings import NewFinding, Params, Rule
from asili.domain.custody.models import Event


def about_event(
    event: Event,
    rule: Rule,
    message: str,
    suffix: str,
    params: Params,
    *,
    subject: str = "",
    key: str = "",
) -> NewFinding:
    """The finding of a rule about an event, for both of its sides.

    ``suffix`` tells the findings of one event apart; ``subject`` is the lot that it is about, ""
    for the event; ``key`` stands instead where one finding is about many events.
    """
    parties = [event.party.code]
    if event.counterparty is not None:
        parties.append(event.counterparty.code)
    return NewFinding(
        rule=rule,
        subject=subject or str(event.uuid),
        label=event.place.name,
        message=message,
        key=key or f"custody:{event.uuid}:{suffix}",
        programme=event.programme.code,
        province=event.place.province,
        params=params,
        parties=tuple(parties),
    )
