package dev.atelier.localgpu.webui;

import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.localgpu.webui.payload.NodeModelCatalog;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.util.List;
import java.util.Optional;

/** Caches the model lists of a node; fetches them again if a model is missing. Thread-safe. */
final class ModelListCache {

    private final WebUiApi api;
    private volatile NodeModelCatalog lists;

    ModelListCache(WebUiApi api) {
        this.api = api;
    }

    NodeModelCatalog current() throws NodeException {
        NodeModelCatalog known = lists;
        return known != null ? known : refresh();
    }

    NodeModelCatalog refresh() throws NodeException {
        NodeModelCatalog fetched = api.lists();
        lists = fetched;
        return fetched;
    }

    /** Call after the node's files may have changed. */
    void invalidate() {
        lists = null;
    }

    /**
     * The lists, which contain all of the models. WebUI would silently ignore a missing Lora.
     *
     * @throws NodeException of kind MODEL_MISSING if the node lacks one
     */
    NodeModelCatalog requireAll(List<ModelReference> models) throws NodeException {
        if (current().firstMissing(models).isEmpty()) {
            return current();
        }
        NodeModelCatalog fetched = refresh();
        Optional<ModelReference> missing = fetched.firstMissing(models);
        if (missing.isPresent()) {
            throw NodeException.modelMissing(
                    "The node has no " + missing.get().type().word() + " model "
                            + TextSanitizer.quote(missing.get().name()));
        }
        return fetched;
    }
}
