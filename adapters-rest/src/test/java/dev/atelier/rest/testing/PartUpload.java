package dev.atelier.rest.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The client's part of a multipart upload. */
public final class PartUpload {

    private PartUpload() {}

    /** PUTs each part to its URL, and returns the tags as 2023-07-05 writes them, without inner quotes. */
    public static List<Map<String, Object>> send(RestServer server, Object urls, String... parts) {
        List<Map<String, Object>> tags = new ArrayList<>();
        for (int part = 0; part < parts.length; part++) {
            HttpResult put = server.http()
                    .without("x-api-key")
                    .without("username")
                    .send("PUT", (String) ((List<?>) urls).get(part), parts[part].getBytes(StandardCharsets.UTF_8))
                    .isEmpty(200);
            tags.add(Map.of("ETag", put.header("ETag").replace("\"", ""), "PartNumber", part + 1));
        }
        return tags;
    }
}
