package dev.atelier.persistence.storage;

import java.util.Locale;
import java.util.Map;

/** What a file is served as; by its extension, as a folder has no other place to tell. */
final class ContentTypeResolver {

    private static final Map<String, String> BY_EXTENSION = Map.of(
            "png", "image/png",
            "jpg", "image/jpeg",
            "jpeg", "image/jpeg",
            "webp", "image/webp",
            "json", "application/json");

    private ContentTypeResolver() {}

    static String of(String fileName) {
        int dot = fileName.lastIndexOf('.');
        String extension = dot < 0 ? "" : fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
        return BY_EXTENSION.getOrDefault(extension, "application/octet-stream");
    }

    /** Browsers show pictures, and save everything else. */
    static String disposition(String fileName) {
        return of(fileName).startsWith("image/") ? "inline" : "attachment";
    }
}
