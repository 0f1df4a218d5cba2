package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.localgpu.webui.NodeException.Kind;
import java.util.Optional;

/** Makes sure that the checkpoint asked for has painted: a node that cannot load it takes another without a word. */
final class UsedModelVerifier {

    private final ModelReference asked;
    private final ModelListCache known;
    private final WebUiApi questions;

    UsedModelVerifier(ModelReference asked, ModelListCache known, WebUiApi questions) {
        this.asked = asked;
        this.known = known;
        this.questions = questions;
    }

    /** Where a server tells of neither picture nor settings, its list of models has to do. */
    void check(GenerationInfo info) throws NodeException {
        if (!info.modelName().isBlank()) {
            require(info.modelName(), info.modelHash());
            return;
        }
        Optional<JsonNode> options = questions.options();
        String hash =
                options.map(told -> told.path("sd_checkpoint_hash").asText("")).orElse("");
        String name =
                options.map(told -> told.path("sd_model_checkpoint").asText("")).orElse("");
        if (!name.isBlank() || (!hash.isBlank() && listed(hash).knowsHash(hash))) {
            require(name, hash); // the hash goes first: the option is put back after each job, the weights are not
        }
    }

    private void require(String name, String hash) throws NodeException {
        if (!fits(known.current(), name, hash) && !fits(known.refresh(), name, hash)) {
            throw new NodeException(
                    Kind.WRONG_MODEL,
                    "The node painted with " + TextSanitizer.quote(name) + " instead of "
                            + TextSanitizer.quote(asked.name()));
        }
    }

    /** The hash decides where both are known: two files in different folders can have one name. */
    private boolean fits(NodeModelCatalog lists, String name, String hash) {
        Optional<ListedModel> model = lists.find(CheckpointType.STABLE_DIFFUSION, asked.name());
        return model.isPresent()
                && (model.get().hasHash(hash)
                        || (!model.get().knowsHash(hash) && model.get().goesBy(name)));
    }

    private ListedModel listed(String hash) throws NodeException {
        Optional<ListedModel> model = known.current().find(asked);
        if (model.isEmpty() || !model.get().knowsHash(hash)) {
            model = known.refresh().find(asked);
        }
        return model.orElseGet(() -> ListedModel.named(asked.name()));
    }
}
