package dev.atelier.persistence.merge;

import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.persistence.inspection.SafetensorsHeader;
import dev.atelier.persistence.inspection.SafetensorsHeader.Tensor;
import java.util.Optional;

/** A model to merge, and its header. */
record MergeSource(ModelFile model, SafetensorsHeader header) {

    Optional<Tensor> tensor(String name) {
        return Optional.ofNullable(header.tensors().get(name));
    }

    String name() {
        return model.name().value();
    }
}
