package dev.atelier.application.inference;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** Reads payloads as clients write them. Thread-safe. */
public interface PayloadReader {

    /**
     * The payload as maps, lists, strings, numbers, booleans and nulls, its long strings as {@link LongString}. Memory stays
     * small, whatever its size.
     *
     * @throws dev.atelier.domain.InvalidRequestException when it is no JSON object, or holds too much besides its images
     */
    Map<String, Object> read(InputStream payload) throws IOException;
}
