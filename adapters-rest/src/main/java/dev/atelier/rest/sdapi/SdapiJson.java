package dev.atelier.rest.sdapi;

import dev.atelier.rest.PlainJsonWriter;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;

/** Answers as WebUI gives them: with every field, also those that are null. */
final class SdapiJson {

    private SdapiJson() {}

    /** The value as JSON; null is the word {@code null}, as clients parse every body. */
    static HttpResponse<byte[]> answer(@Nullable Object value) {
        return ResponseEnvelope.bare(HttpStatus.OK, PlainJsonWriter.bytes(value));
    }
}
