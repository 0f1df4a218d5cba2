package dev.atelier.application.checkpoint;

import dev.atelier.application.checkpoint.CheckpointLookup.HashedFile;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelHashes;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds models by the hashes of their files. WebUI's clients name a model by its title, which ends in a hash in brackets, or by a
 * hash alone, as {@code Model hash} in generation parameters.
 */
public final class ModelByHash {

    private ModelByHash() {}

    /** The hash that the name ends in, or is; empty where it has none. */
    public static Optional<String> hashIn(String name) {
        String text = name.strip();
        int bracket = bracket(text);
        return ModelHashes.parse(bracket < 0 ? text : text.substring(bracket + 1, text.length() - 1));
    }

    /** The name without the hash in brackets that it ends in. */
    public static String withoutHash(String name) {
        String text = name.strip();
        int bracket = bracket(text);
        return bracket < 0 || hashIn(text).isEmpty()
                ? text
                : text.substring(0, bracket).strip();
    }

    private static int bracket(String text) {
        return text.endsWith("]") ? text.lastIndexOf('[') : -1;
    }

    /**
     * The file of that type with the hash that is in the name. Of several with equal content the first by name.
     *
     * @param isOpen which checkpoints may be found
     * @throws InvalidRequestException if files of different content have it
     */
    public static Optional<HashedFile> find(
            CheckpointLookup checkpoints, Predicate<Checkpoint> isOpen, CheckpointType type, String name) {
        List<HashedFile> found = hashIn(name).map(checkpoints::activeWithHash).orElse(List.of()).stream()
                .filter(file -> file.checkpoint().type() == type && isOpen.test(file.checkpoint()))
                .sorted(Comparator.comparing((HashedFile file) -> file.file().value())
                        .thenComparing(file -> file.checkpoint().id().value()))
                .toList();
        if (found.stream().map(HashedFile::sha256).distinct().count() > 1) {
            throw new InvalidRequestException("hash " + hashIn(name).orElseThrow() + " is that of several "
                    + type.word() + " models: "
                    + found.stream().map(file -> file.file().value()).distinct().toList()
                    + "; name one by its file");
        }
        return found.stream().findFirst();
    }
}
