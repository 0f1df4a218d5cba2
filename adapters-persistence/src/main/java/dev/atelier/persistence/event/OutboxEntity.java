package dev.atelier.persistence.event;

import dev.atelier.application.event.RecordedEvent;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.event.Event;
import dev.atelier.domain.event.EventType;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A recorded event's row that has its position. */
@MappedEntity("outbox_event")
record OutboxEntity(
        @Id long arrival,
        long position,
        @UtcTimestamp Instant created,
        String type,
        UUID subject,
        String owner,
        String audience,
        String status,
        @Nullable UUID endpointId) {

    RecordedEvent toEvent() {
        return new RecordedEvent(
                position,
                created,
                new Event(
                        EventType.parse(type),
                        subject,
                        new UserName(owner),
                        EventOutbox.audience(audience),
                        status,
                        Optional.ofNullable(endpointId).map(EndpointId::new)));
    }
}
