package dev.atelier.rest.console;

import dev.atelier.application.training.ImageCaption;
import dev.atelier.domain.dataset.DatasetFileName;
import dev.atelier.domain.dataset.DatasetName;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The form with the caption of an image.
 *
 * @param caption as it is stored
 * @param text what the form holds
 * @param state what came of a change
 */
record CaptionView(DatasetName dataset, DatasetFileName image, ImageCaption caption, String text, State state) {

    enum State {
        LOADED,
        SAVED,
        /** The text was not stored, as another was meanwhile. */
        CONFLICT
    }

    /** As the page shows it at first. */
    static CaptionView loaded(DatasetName dataset, DatasetFileName image, ImageCaption caption) {
        return new CaptionView(dataset, image, caption, caption.text(), State.LOADED);
    }

    /** The id of its field, which no other image of a page has. */
    String id() {
        return "caption-" + UUID.nameUUIDFromBytes(image.value().getBytes(StandardCharsets.UTF_8));
    }

    String path() {
        return DatasetPages.path(dataset) + "/caption";
    }
}
