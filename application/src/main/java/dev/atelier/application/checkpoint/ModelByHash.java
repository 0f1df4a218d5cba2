package dev.atelier.application.checkpoint;

import dev.atelier.application.checkpoint.CheckpointLookup.HashedFile;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelHashes;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds models by the hashes of their files. WebUI's clients name a model by its title, which ends in a hash in brackets, or by a
 * hash alone, as {@code Model hash} in generation parameters.
 */
public final class ModelByHash {

    /** As WebUI's clients have it: some shorten it, or show all of it. */
    private static final Pattern IN_BRACKETS = Pattern.compile("[0-9a-fA-F]{6,64}");

    private ModelByHash() {}

    /** The hash that the name ends in, or is; empty where it has none. */
    public static Optional<String> hashIn(String name) {
        String text = name.strip();
        int bracket = bracket(text);
        return ModelHashes.parse(bracket < 0 ? text : inside(text, bracket));
    }

    /** The name without the hash in brackets that it ends in. */
    public static String withoutHash(String name) {
        String text = name.strip();
        int bracket = bracket(text);
        return bracket >= 0 && IN_BRACKETS.matcher(inside(text, bracket)).matches()
                ? text.substring(0, bracket).strip()
                : text;
    }

    private static String inside(String text, int bracket) {
        return text.substring(bracket + 1, text.length() - 1);
    }

    private static int bracket(String text) {
        return text.endsWith("]") ? text.lastIndexOf('[') : -1;
    }

    /**
     * The file of that type, open to the caller, with the hash that is in the name. Of several with equal content the first by name.
     *
     * @throws InvalidRequestException if files of different content have it
     */
    public static Optional<HashedFile> find(
            CheckpointLookup checkpoints, Caller caller, CheckpointType type, String name) {
        Set<Principal> openTo = caller.isAdministrator() ? Set.of() : caller.principals();
        List<HashedFile> found =
                hashIn(name).map(hash -> checkpoints.activeWithHash(type, hash, openTo)).orElse(List.of()).stream()
                        .sorted(Comparator.comparing(
                                        (HashedFile file) -> file.file().value())
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
