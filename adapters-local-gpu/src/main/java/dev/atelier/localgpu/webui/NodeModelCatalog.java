package dev.atelier.localgpu.webui;

import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.ModelReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The models that a node reports.
 *
 * @param models by type; types that the node does not report are absent
 * @param schedulers labels and names of the schedulers; empty for servers that have only samplers, such as WebUI before
 *     1.9
 */
record NodeModelCatalog(Map<CheckpointType, List<ListedModel>> models, Optional<List<Scheduler>> schedulers) {

    /** A scheduler: {@code Karras} and {@code karras}, for example. */
    record Scheduler(String label, String name) {}

    Map<CheckpointType, Set<String>> fileNames() {
        return models.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().stream()
                .map(ListedModel::file)
                .filter(file -> !file.isBlank())
                .collect(Collectors.toCollection(TreeSet::new))));
    }

    /** The file of exactly that name, or else the one that matches it without extension. */
    Optional<ListedModel> find(CheckpointType type, String name) {
        List<ListedModel> listed = models.getOrDefault(type, List.of());
        return listed.stream()
                .filter(model -> model.file().equals(name))
                .findFirst()
                .or(() -> listed.stream().filter(model -> model.isFile(name)).findFirst());
    }

    Optional<ListedModel> find(ModelReference model) {
        return find(model.type(), model.name());
    }

    /** The first of the models that this node lacks; names that are no files, such as None, are never missing. */
    Optional<ModelReference> firstMissing(List<ModelReference> needed) {
        return needed.stream()
                .filter(ModelReference::isFile)
                .filter(model -> find(model).isEmpty())
                .findFirst();
    }
}
