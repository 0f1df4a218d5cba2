package dev.atelier.localgpu.webui;

import dev.atelier.domain.Text;
import dev.atelier.domain.inference.UsedModel;
import java.util.List;
import java.util.Optional;

/** What the node told last that it has; asked anew when that does not suffice. Thread-safe. */
final class KnownModels {

    private final WebUiApi questions;
    private volatile ModelLists lists;

    KnownModels(WebUiApi questions) {
        this.questions = questions;
    }

    ModelLists current() throws NodeException {
        ModelLists known = lists;
        return known != null ? known : refresh();
    }

    ModelLists refresh() throws NodeException {
        ModelLists told = questions.lists();
        lists = told;
        return told;
    }

    /** The node's files may have changed. */
    void invalidate() {
        lists = null;
    }

    /** The lists, with every one of the models in them: a Lora that is not there would be passed over without a word. */
    ModelLists requireAll(List<UsedModel> models) throws NodeException {
        if (current().firstMissing(models).isEmpty()) {
            return current();
        }
        ModelLists told = refresh();
        Optional<UsedModel> missing = told.firstMissing(models);
        if (missing.isPresent()) {
            throw NodeException.modelMissing(
                    "The node has no " + missing.get().type().word() + " model "
                            + Text.quote(missing.get().name()));
        }
        return told;
    }
}
