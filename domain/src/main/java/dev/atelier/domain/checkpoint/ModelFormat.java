package dev.atelier.domain.checkpoint;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The format of a model file, by its extension. */
public enum ModelFormat {
    SAFETENSORS(".safetensors"),
    /** Written by {@code torch.save}: a pickle, which executes what it names when it is loaded. */
    PICKLE(".ckpt", ".pt", ".pth", ".bin"),
    /** The configuration of the model of the same name, which names the classes that the model consists of. */
    YAML(".yaml");

    /** The extensions of files that may be fetched from other servers. */
    public static final List<String> IMPORTED = List.of(".pt", ".pth", ".ckpt", ".safetensors", ".yaml");

    private final List<String> extensions;

    ModelFormat(String... extensions) {
        this.extensions = List.of(extensions);
    }

    /** The format of a file of that name; empty for an unknown one. */
    public static Optional<ModelFormat> of(String fileName) {
        return Arrays.stream(values())
                .filter(format -> endsWithOneOf(fileName, format.extensions))
                .findFirst();
    }

    /** Its extensions, in lower case. */
    public List<String> extensions() {
        return extensions;
    }

    /** Whether files of the format contain weights, rather than a configuration. */
    public boolean isWeights() {
        return this != YAML;
    }

    /** Whether a file of that name may be fetched from another server. */
    public static boolean isImported(String fileName) {
        return endsWithOneOf(fileName, IMPORTED);
    }

    private static boolean endsWithOneOf(String fileName, Iterable<String> extensions) {
        String name = fileName.toLowerCase(Locale.ROOT);
        for (String extension : extensions) {
            if (name.endsWith(extension) && name.length() > extension.length()) {
                return true;
            }
        }
        return false;
    }
}
