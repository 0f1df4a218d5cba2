package dev.atelier.application.inference;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** Parses clients' payloads. Thread-safe. */
public interface PayloadReader {

    /**
     * The payload as maps, lists, strings, numbers, booleans and nulls, its long strings as {@link LongString}. Uses
     * little memory, whatever the payload's size.
     *
     * @throws dev.atelier.domain.InvalidRequestException if it is not a JSON object, or too large besides its images
     */
    Map<String, Object> read(InputStream payload) throws IOException;
}
