package dev.atelier.persistence.merge.safetensors;

import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.persistence.inspection.SafetensorsHeader;
import dev.atelier.persistence.inspection.SafetensorsHeader.Tensor;
import java.util.Map;
import java.util.Optional;

/**
 * A model to merge, and its header.
 *
 * @param spec the metadata that describes it
 */
record MergeSource(ModelFile model, SafetensorsHeader header, Map<String, String> spec) {

    Optional<Tensor> tensor(String name) {
        return Optional.ofNullable(header.tensors().get(name));
    }

    String name() {
        return model.name().value();
    }
}
