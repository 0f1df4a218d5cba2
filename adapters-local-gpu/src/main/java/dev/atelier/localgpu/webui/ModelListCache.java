package dev.atelier.localgpu.webui;

import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.inference.ModelReference;
import java.util.List;
import java.util.Optional;

/** What the node told last that it has; asked anew when that does not suffice. Thread-safe. */
final class ModelListCache {

    private final WebUiApi questions;
    private volatile NodeModelCatalog lists;

    ModelListCache(WebUiApi questions) {
        this.questions = questions;
    }

    NodeModelCatalog current() throws NodeException {
        NodeModelCatalog known = lists;
        return known != null ? known : refresh();
    }

    NodeModelCatalog refresh() throws NodeException {
        NodeModelCatalog told = questions.lists();
        lists = told;
        return told;
    }

    /** The node's files may have changed. */
    void invalidate() {
        lists = null;
    }

    /** The lists, with every one of the models in them: a Lora that is not there would be passed over without a word. */
    NodeModelCatalog requireAll(List<ModelReference> models) throws NodeException {
        if (current().firstMissing(models).isEmpty()) {
            return current();
        }
        NodeModelCatalog told = refresh();
        Optional<ModelReference> missing = told.firstMissing(models);
        if (missing.isPresent()) {
            throw NodeException.modelMissing(
                    "The node has no " + missing.get().type().word() + " model "
                            + TextSanitizer.quote(missing.get().name()));
        }
        return told;
    }
}
