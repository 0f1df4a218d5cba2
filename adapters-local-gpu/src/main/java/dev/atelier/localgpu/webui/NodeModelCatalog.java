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
 * What a node told that it has.
 *
 * @param models by type; types that the node does not tell of are absent
 * @param schedulers labels and names of the schedulers that a sampler can be combined with; empty for servers that know
 *     samplers only, such as WebUI before 1.9
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

    /** The file of that very name, or else the one that goes by it. */
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

    /** The first of the models that this node does not have; words that stand for no file are had by all. */
    Optional<ModelReference> firstMissing(List<ModelReference> needed) {
        return needed.stream()
                .filter(ModelReference::isFile)
                .filter(model -> find(model).isEmpty())
                .findFirst();
    }
}
