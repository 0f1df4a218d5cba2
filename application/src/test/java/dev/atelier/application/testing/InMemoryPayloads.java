package dev.atelier.application.testing;

import dev.atelier.application.inference.PayloadReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Payloads that the test defined; all others are empty objects. */
public class InMemoryPayloads implements PayloadReader {

    private final Map<String, Map<String, Object>> known = new HashMap<>();

    /** From now on this text has this content. */
    public String saying(Map<String, Object> payload) {
        String text = "{" + known.size() + "}";
        known.put(text, payload);
        return text;
    }

    @Override
    public Map<String, Object> read(InputStream payload) throws IOException {
        return known.getOrDefault(new String(payload.readAllBytes(), StandardCharsets.UTF_8), Map.of());
    }
}
