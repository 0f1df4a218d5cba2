package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.localgpu.webui.NodeException.Kind;
import java.util.Optional;

/** Verifies that the node used the requested checkpoint: a node that cannot load it silently uses another. */
final class UsedModelVerifier {

    private final ModelReference requested;
    private final ModelListCache modelLists;
    private final WebUiApi api;

    UsedModelVerifier(ModelReference requested, ModelListCache modelLists, WebUiApi api) {
        this.requested = requested;
        this.modelLists = modelLists;
        this.api = api;
    }

    /** Compares with the response or else the settings; a server that reports neither is trusted to use what it lists. */
    void check(GenerationInfo info) throws NodeException {
        if (!info.modelName().isBlank()) {
            require(info.modelName(), info.modelHash());
            return;
        }
        Optional<JsonNode> options = api.options();
        String hash = options.map(
                        settings -> settings.path("sd_checkpoint_hash").asText(""))
                .orElse("");
        String name = options.map(
                        settings -> settings.path("sd_model_checkpoint").asText(""))
                .orElse("");
        if (!name.isBlank() || (!hash.isBlank() && listed(hash).knowsHash(hash))) {
            require(name, hash); // the hash decides: the option is restored after each job, the weights are not
        }
    }

    private void require(String name, String hash) throws NodeException {
        if (!matches(modelLists.current(), name, hash) && !matches(modelLists.refresh(), name, hash)) {
            throw new NodeException(
                    Kind.WRONG_MODEL,
                    "The node used checkpoint " + TextSanitizer.quote(name) + " instead of "
                            + TextSanitizer.quote(requested.name()));
        }
    }

    /** The hash decides if both are known: files in different folders can have the same name. */
    private boolean matches(NodeModelCatalog lists, String name, String hash) {
        Optional<ListedModel> model = lists.find(CheckpointType.STABLE_DIFFUSION, requested.name());
        return model.isPresent()
                && (model.get().hasHash(hash)
                        || (!model.get().knowsHash(hash) && model.get().hasName(name)));
    }

    private ListedModel listed(String hash) throws NodeException {
        Optional<ListedModel> model = modelLists.current().find(requested);
        if (model.isEmpty() || !model.get().knowsHash(hash)) {
            model = modelLists.refresh().find(requested);
        }
        return model.orElseGet(() -> ListedModel.named(requested.name()));
    }
}
