package dev.atelier.rest.queue;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Size;

/** The bodies of requests, and for the OpenAPI description only, those of responses. */
final class QueueSchemas {

    private QueueSchemas() {}

    /**
     * Which jobs to cancel: those of an endpoint, of a user, of both, or all.
     *
     * @param all true to cancel all; then neither endpoint_name nor user may be given
     * @param running true to cancel those that run as well
     */
    record QueueCancellation(
            @Nullable @JsonProperty("endpoint_name") @Size(min = 1)
            String endpointName,

            @Nullable @Size(min = 1) String user,
            @Nullable Boolean all,
            @Nullable Boolean running) {}

    /**
     * What to move where.
     *
     * @param source the name of the endpoint that the jobs wait for
     * @param target the name of the endpoint that gets them
     */
    record QueueMove(
            @Size(min = 1) String source, @Size(min = 1) String target) {}

    record MovedAnswer(int statusCode, MovedView data, String message) {}

    record QueueAnswer(int statusCode, QueueResponse data, String message) {}

    record CanceledAnswer(int statusCode, CanceledView data, String message) {}
}
