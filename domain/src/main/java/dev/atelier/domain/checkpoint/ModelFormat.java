package dev.atelier.domain.checkpoint;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What kind of file a model file is, by how its name ends. */
public enum ModelFormat {
    SAFETENSORS(".safetensors"),
    /** What {@code torch.save} writes: a pickle, which runs what it names when it is loaded. */
    PICKLE(".ckpt", ".pt", ".pth", ".bin"),
    /** The configuration of the model of the same name, which names the classes that the model is built of. */
    YAML(".yaml");

    /** How the names of files end that are taken from other servers. */
    public static final List<String> IMPORTED = List.of(".pt", ".pth", ".ckpt", ".safetensors", ".yaml");

    private final List<String> endings;

    ModelFormat(String... endings) {
        this.endings = List.of(endings);
    }

    /** The format of a file of that name; empty for one that this service knows nothing of. */
    public static Optional<ModelFormat> of(String fileName) {
        return Arrays.stream(values())
                .filter(format -> endsWithOneOf(fileName, format.endings))
                .findFirst();
    }

    /** How the names of its files end, in lower case. */
    public List<String> endings() {
        return endings;
    }

    /** Whether it holds the weights of a model, rather than something about them. */
    public boolean isWeights() {
        return this != YAML;
    }

    /** Whether a file of that name may be taken from another server. */
    public static boolean isImported(String fileName) {
        return endsWithOneOf(fileName, IMPORTED);
    }

    private static boolean endsWithOneOf(String fileName, Iterable<String> endings) {
        String name = fileName.toLowerCase(Locale.ROOT);
        for (String ending : endings) {
            if (name.endsWith(ending) && name.length() > ending.length()) {
                return true;
            }
        }
        return false;
    }
}
