package dev.atelier.application.model;

import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.model.Model;
import dev.atelier.domain.model.ModelId;

/** Finds models for callers who may change them. */
final class OwnedModelFinder {

    private OwnedModelFinder() {}

    static Model find(ModelRepository models, Caller caller, ModelId id) {
        Model model = models.find(id).orElseThrow(() -> notFound(id));
        caller.requireOwnership(model.creator(), "model " + id);
        return model;
    }

    static NotFoundException notFound(ModelId id) {
        return new NotFoundException("model with id " + id + " is not found");
    }
}
