package dev.atelier.rest.checkpoint;

import dev.atelier.application.checkpoint.CreateCheckpoint;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The upload URLs of a new checkpoint's files. */
public final class PartUploadUrls {

    private PartUploadUrls() {}

    /** By file name, the URLs of its parts in order. */
    public static Map<String, List<String>> of(CreateCheckpoint.Created created, Function<URI, String> links) {
        Map<String, List<String>> urls = new LinkedHashMap<>();
        created.partUrls()
                .forEach((file, parts) ->
                        urls.put(file, parts.stream().map(links).toList()));
        return urls;
    }
}
