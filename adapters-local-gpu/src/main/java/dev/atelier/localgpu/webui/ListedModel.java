package dev.atelier.localgpu.webui;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A model as the node lists it. Hashes are empty until the node has loaded the model once, and then its title changes too.
 *
 * @param file the file's name as people write it, as far as the node tells: some lists hold names without their ending
 * @param title what the node calls it, with the short hash in brackets at the end where there is one
 */
record ListedModel(String file, String title, String modelName, String hash, String sha256) {

    private static final Set<String> ENDINGS = Set.of(".safetensors", ".ckpt", ".pt", ".pth", ".bin", ".sft", ".gguf");

    /** From an entry with the fields of any of the lists. */
    static ListedModel of(Map<String, String> entry) {
        String name = first(entry, "model_name", "name");
        String title = first(entry, "title", "model_name", "name");
        String path = first(entry, "filename", "path");
        String file = path.isEmpty() ? withoutHash(title) : path;
        String base = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
        return new ListedModel(base, title, name, entry.getOrDefault("hash", ""), entry.getOrDefault("sha256", ""));
    }

    /** From a list of mere names. */
    static ListedModel named(String title) {
        return of(Map.of("title", title));
    }

    private static String first(Map<String, String> entry, String... fields) {
        for (String field : fields) {
            String value = entry.getOrDefault(field, "");
            if (!value.isBlank()) {
                return value;
            }
        }
        return "";
    }

    /** The name that the node takes for it before and after the first load. */
    String stableName() {
        return withoutHash(title);
    }

    /** Whether the file that people call so is meant: endings have to be equal where both names have one. */
    boolean isFile(String name) {
        boolean comparable = stem(file).equals(file) || stem(name).equals(name);
        return file.equals(name) || (comparable && stem(file).equals(stem(name)));
    }

    /** Whether a node that tells this name, with or without hash and ending, means this model. */
    boolean goesBy(String told) {
        String name = withoutHash(told);
        return stem(name).equals(stem(file)) || name.equals(stableName()) || name.equals(modelName);
    }

    /** Whether both hashes are known and one is the beginning of the other. */
    boolean hasHash(String told) {
        return knowsHash(told) && (begins(sha256, told) || begins(hash, told));
    }

    boolean knowsHash(String told) {
        return told.length() >= 8 && !(hash + sha256).isEmpty();
    }

    private static boolean begins(String known, String told) {
        int length = Math.min(known.length(), told.length());
        return length >= 8 && known.regionMatches(true, 0, told, 0, length);
    }

    private static String withoutHash(String title) {
        return title.replaceFirst("\\s*\\[[0-9a-fA-F]{6,64}\\]$", "").strip();
    }

    private static String stem(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 && ENDINGS.contains(name.substring(dot).toLowerCase(Locale.ROOT))
                ? name.substring(0, dot)
                : name;
    }
}
