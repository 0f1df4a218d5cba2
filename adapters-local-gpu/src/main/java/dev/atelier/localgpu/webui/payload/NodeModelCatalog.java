package dev.atelier.localgpu.webui.payload;

import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.localgpu.checkpoint.PlacedName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The models that a node reports, and its features.
 *
 * @param models by type; types that the node does not report are absent
 */
public record NodeModelCatalog(Map<CheckpointType, List<ListedModel>> models, NodeFeatures features) {

    /**
     * The file names; of several files of one name in different folders, the titles, which have the folders. Those of the
     * files that this service placed are {@link PlacedName}s.
     */
    public Map<CheckpointType, Set<String>> fileNames() {
        return models.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> fileNames(entry.getValue())));
    }

    private static Set<String> fileNames(List<ListedModel> listed) {
        Set<String> ambiguous = ambiguous(listed);
        return listed.stream()
                .map(model -> offeredName(ambiguous, model))
                .filter(file -> !file.isBlank())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The file of exactly that name, or else the one that matches it without extension. */
    public Optional<ListedModel> find(CheckpointType type, String name) {
        List<ListedModel> listed = models.getOrDefault(type, List.of());
        Set<String> ambiguous = ambiguous(listed);
        return listed.stream()
                .filter(model -> offeredName(ambiguous, model).equals(name))
                .findFirst()
                .or(() -> listed.stream()
                        .filter(model -> model.isFile(name)
                                && offeredName(ambiguous, model).equals(model.file()))
                        .findFirst());
    }

    /** The file names that several files in different folders have. */
    private static Set<String> ambiguous(List<ListedModel> listed) {
        Map<String, String> paths = new HashMap<>();
        return listed.stream()
                .filter(model -> model.placedName().isEmpty())
                .filter(model -> {
                    String known = paths.putIfAbsent(model.file(), model.relativePath());
                    return known != null && !known.equals(model.relativePath());
                })
                .map(ListedModel::file)
                .collect(Collectors.toSet());
    }

    private static String offeredName(Set<String> ambiguous, ListedModel model) {
        return model.placedName().orElse(ambiguous.contains(model.file()) ? model.relativePath() : model.file());
    }

    /** Whether the node says that this hash is that of a checkpoint other than this one. */
    public boolean isHashOfAnother(ListedModel model, String hash) {
        return !model.hasHash(hash)
                && models.getOrDefault(CheckpointType.STABLE_DIFFUSION, List.of()).stream()
                        .anyMatch(other -> other.hasHash(hash));
    }

    /** The file that was placed for the model, or else one of its name. */
    public Optional<ListedModel> find(ModelReference model) {
        Optional<ListedModel> placed = model.isStored() ? find(model.type(), PlacedName.of(model)) : Optional.empty();
        return placed.or(() -> find(model.type(), model.name()));
    }

    /** The first of the models that this node lacks; names that are no files, such as None, are never missing. */
    public Optional<ModelReference> firstMissing(List<ModelReference> needed) {
        return needed.stream()
                .filter(ModelReference::isFile)
                .filter(model -> find(model).isEmpty())
                .findFirst();
    }
}
