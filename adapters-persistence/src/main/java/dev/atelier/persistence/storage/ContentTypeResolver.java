package dev.atelier.persistence.storage;

import java.util.Locale;
import java.util.Map;

/** Content type of a file, by its extension: a folder stores no other. */
public final class ContentTypeResolver {

    private static final Map<String, String> BY_EXTENSION = Map.of(
            "png", "image/png",
            "jpg", "image/jpeg",
            "jpeg", "image/jpeg",
            "webp", "image/webp",
            "json", "application/json");

    private ContentTypeResolver() {}

    public static String of(String fileName) {
        int dot = fileName.lastIndexOf('.');
        String extension = dot < 0 ? "" : fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
        return BY_EXTENSION.getOrDefault(extension, "application/octet-stream");
    }

    /** Browsers show images, and download everything else. */
    public static String disposition(String fileName) {
        return of(fileName).startsWith("image/") ? "inline" : "attachment";
    }
}
