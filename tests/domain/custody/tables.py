"""Everything that the fold derives, by public names, so that two databases can be compared."""

from asili.domain.custody.models import Event, EventLine, Flow, LineOutcome, Lot


def derived_tables() -> tuple[object, ...]:
    """Lots, verdicts on lines and flows, sorted; equal where the state is the same."""
    lines = {
        line.id: f"{line.event.uuid}/{line.n}" for line in EventLine.objects.select_related("event")
    }
    hubs = {-event.id: str(event.uuid) for event in Event.objects.all()}
    names = {None: "-"} | lines | hubs
    lots = sorted(
        (x.code, x.status, x.holder_id, x.owner_id, x.place_id, x.wet_g, names[x.node], x.waiting)
        for x in Lot.objects.all()
    )
    outcomes = sorted(
        (str(o.event.uuid), o.n, o.accepted, o.rule, o.wet_g, o.moved_g, o.booked_g, names[o.node])
        for o in LineOutcome.objects.select_related("event")
    )
    edges = sorted((names[f.src], names[f.dst], f.wet_g) for f in Flow.objects.all())
    return (tuple(lots), tuple(outcomes), tuple(edges))
