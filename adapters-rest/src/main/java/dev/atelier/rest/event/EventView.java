package dev.atelier.rest.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.application.event.RecordedEvent;
import dev.atelier.domain.event.Event;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;

/**
 * The data of an event.
 *
 * @param time in ISO 8601
 * @param subject the id of the job, endpoint, checkpoint or training
 * @param user who created the subject
 * @param status of the subject after the change, or {@code deleted}
 * @param endpointId of a job
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
record EventView(
        long id,
        String type,
        String time,
        String subject,
        String user,
        String status,
        @Nullable @JsonProperty("endpoint_id") String endpointId) {

    static EventView of(RecordedEvent recorded) {
        Event event = recorded.event();
        return new EventView(
                recorded.position(),
                event.type().word(),
                recorded.time().toString(),
                event.subject().toString(),
                event.owner().value(),
                event.status(),
                event.endpoint().map(Object::toString).orElse(null));
    }
}
