package dev.atelier.localgpu.webui;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A model as listed by the node. Hashes are empty until the node has loaded the model once; its title then changes, too.
 *
 * @param file the file's name, as far as the node reports it: some lists have names without extension
 * @param title its title, with the short hash in brackets at the end if known
 */
record ListedModel(String file, String title, String modelName, String hash, String sha256) {

    private static final Set<String> EXTENSIONS =
            Set.of(".safetensors", ".ckpt", ".pt", ".pth", ".bin", ".sft", ".gguf");

    /** From an entry of any of the lists. */
    static ListedModel of(Map<String, String> entry) {
        String name = first(entry, "model_name", "name");
        String title = first(entry, "title", "model_name", "name");
        String path = first(entry, "filename", "path");
        String file = path.isEmpty() ? withoutHash(title) : path;
        String base = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
        return new ListedModel(base, title, name, entry.getOrDefault("hash", ""), entry.getOrDefault("sha256", ""));
    }

    /** From an entry of a list that has only names. */
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

    /** The name that the node accepts before and after the first load. */
    String stableName() {
        return withoutHash(title);
    }

    /** Whether this is the file of that name; extensions are compared only if both names have one. */
    boolean isFile(String name) {
        boolean comparable = stem(file).equals(file) || stem(name).equals(name);
        return file.equals(name) || (comparable && stem(file).equals(stem(name)));
    }

    /** Whether the name, with or without hash and extension, is a name of this model. */
    boolean hasName(String reported) {
        String name = withoutHash(reported);
        return stem(name).equals(stem(file)) || name.equals(stableName()) || name.equals(modelName);
    }

    /** Whether the hash is known and one is a prefix of the other. */
    boolean hasHash(String reported) {
        return knowsHash(reported) && (isPrefix(sha256, reported) || isPrefix(hash, reported));
    }

    boolean knowsHash(String reported) {
        return reported.length() >= 8 && !(hash + sha256).isEmpty();
    }

    private static boolean isPrefix(String known, String reported) {
        int length = Math.min(known.length(), reported.length());
        return length >= 8 && known.regionMatches(true, 0, reported, 0, length);
    }

    private static String withoutHash(String title) {
        return title.replaceFirst("\\s*\\[[0-9a-fA-F]{6,64}\\]$", "").strip();
    }

    private static String stem(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 && EXTENSIONS.contains(name.substring(dot).toLowerCase(Locale.ROOT))
                ? name.substring(0, dot)
                : name;
    }
}
