package dev.atelier.localgpu.webui.payload;

import dev.atelier.localgpu.checkpoint.PlacedName;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model as listed by the node. Hashes are empty until the node has loaded the model once; its title then changes, too.
 *
 * @param file the file's name, as far as the node reports it: some lists have names without extension
 * @param path as the node lists it; empty if it does not
 * @param alias another name that tags in prompts may use; empty if it has none
 * @param title its title, with the short hash in brackets at the end if known
 */
public record ListedModel(
        String file, String path, String title, String modelName, String alias, String hash, String sha256) {

    private static final Set<String> EXTENSIONS =
            Set.of(".safetensors", ".ckpt", ".pt", ".pth", ".bin", ".sft", ".gguf");

    /** From an entry of any of the lists. */
    public static ListedModel of(Map<String, String> entry) {
        String name = first(entry, "model_name", "name");
        String title = first(entry, "title", "model_name", "name");
        String path = first(entry, "filename", "path");
        String file = path.isEmpty() ? withoutHash(title) : path;
        String base = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
        return new ListedModel(
                base,
                path,
                title,
                name,
                entry.getOrDefault("alias", ""),
                entry.getOrDefault("hash", ""),
                entry.getOrDefault("sha256", ""));
    }

    /** From an entry of a list that has only names. */
    public static ListedModel named(String title) {
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

    /** Its name if this service placed it. */
    Optional<String> placedName() {
        return PlacedName.at(path);
    }

    /** {@link #stableName} with slashes between folders, whatever the node's system has. */
    public String relativePath() {
        return stableName().replace('\\', '/').replaceFirst("^/+", "");
    }

    /** Whether this is the file of that name; extensions are compared only if both names have one. */
    boolean isFile(String name) {
        boolean comparable = stem(file).equals(file) || stem(name).equals(name);
        return file.equals(name) || (comparable && stem(file).equals(stem(name)));
    }

    /** Whether the name, with or without hash and extension, is a name of this model. */
    public boolean hasName(String reported) {
        String name = withoutHash(reported);
        return stem(name).equals(stem(file)) || name.equals(stableName()) || name.equals(modelName);
    }

    /** Whether a tag in a prompt means this model: by name or alias, in any case, and with or without a folder. */
    boolean isTagged(String tag) {
        return !tag.isBlank() && isTaggedAs(tag);
    }

    private boolean isTaggedAs(String tag) {
        return stem(tag.substring(tag.lastIndexOf('/') + 1).strip()).equalsIgnoreCase(stem(file))
                || tag.strip().equalsIgnoreCase(modelName)
                || tag.strip().equalsIgnoreCase(alias);
    }

    /** Whether the hash is known and one is a prefix of the other. */
    public boolean hasHash(String reported) {
        return knowsHash(reported) && (isPrefix(sha256, reported) || isPrefix(hash, reported));
    }

    public boolean knowsHash(String reported) {
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
