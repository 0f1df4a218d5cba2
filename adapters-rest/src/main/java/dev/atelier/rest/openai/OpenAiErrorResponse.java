package dev.atelier.rest.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;

/** An error in OpenAI's format. */
@Serdeable
record OpenAiErrorResponse(Details error) {

    /**
     * The error.
     *
     * @param param the field of the request that is meant; null: none, or more than one
     * @param code for programs; null where the status says all
     */
    @Serdeable
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Details(
            String message,
            String type,
            @Nullable String param,
            @Nullable String code) {}
}
