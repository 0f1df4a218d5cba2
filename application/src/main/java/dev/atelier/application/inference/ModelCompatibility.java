package dev.atelier.application.inference;

import dev.atelier.application.checkpoint.ModelDescriptionRepository;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelFamily;
import dev.atelier.domain.inference.ModelReference;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks that the LoRAs of a job are of a family of its checkpoints, as far as both are known: nodes fail in their own words, or ignore them. */
final class ModelCompatibility {

    private final ModelDescriptionRepository descriptions;

    ModelCompatibility(ModelDescriptionRepository descriptions) {
        this.descriptions = descriptions;
    }

    /** Makes no query unless there are both. */
    void require(Collection<ModelReference> models) {
        List<ModelReference> loras = of(models, CheckpointType.LORA);
        List<ModelReference> bases = of(models, CheckpointType.STABLE_DIFFUSION);
        if (loras.isEmpty() || bases.isEmpty()) {
            return;
        }
        Map<CheckpointId, Map<Integer, ModelDescription>> known = descriptions.find(models.stream()
                .filter(ModelReference::isFile)
                .map(ModelReference::checkpoint)
                .collect(Collectors.toSet()));
        Set<ModelFamily> families =
                bases.stream().flatMap(base -> families(known, base).stream()).collect(Collectors.toSet());
        for (ModelReference lora : loras) {
            Set<ModelFamily> own = families(known, lora);
            if (own.stream().noneMatch(family -> families.stream().anyMatch(family::fits))) {
                throw new InvalidRequestException("Lora " + lora.name() + " is of the family " + words(own)
                        + ", and has no effect on the checkpoint "
                        + bases.get(0).name() + " of the family "
                        + words(families));
            }
        }
    }

    private static List<ModelReference> of(Collection<ModelReference> models, CheckpointType type) {
        return models.stream()
                .filter(model -> model.isFile() && model.type() == type && !model.isSideFile())
                .toList();
    }

    /** Those of the checkpoint's files; one that was not read may be of any. */
    private static Set<ModelFamily> families(
            Map<CheckpointId, Map<Integer, ModelDescription>> known, ModelReference model) {
        Set<ModelFamily> families = known.getOrDefault(model.checkpoint(), Map.of()).values().stream()
                .map(ModelDescription::family)
                .collect(Collectors.toSet());
        return families.isEmpty() ? Set.of(ModelFamily.UNKNOWN) : families;
    }

    private static String words(Set<ModelFamily> families) {
        return families.stream().map(ModelFamily::word).sorted().collect(Collectors.joining(" or "));
    }
}
