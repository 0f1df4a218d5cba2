package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.localgpu.webui.payload.ListedModel;
import dev.atelier.localgpu.webui.payload.NodeModelCatalog;
import dev.atelier.localgpu.webui.wire.NodeException;
import dev.atelier.localgpu.webui.wire.NodeException.Kind;
import java.util.Locale;
import java.util.Optional;

/** Verifies that the node used the requested checkpoint: a node that cannot load it silently uses another. */
final class UsedModelVerifier {

    private static final int SHORT_HASH = 10;

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
        if (isOfOtherContent(hash)) {
            throw new NodeException(
                    Kind.WRONG_MODEL,
                    "The node used checkpoint " + TextSanitizer.quote(name) + " with the hash "
                            + TextSanitizer.quote(hash) + ", but that of " + TextSanitizer.quote(requested.name())
                            + " is "
                            + requested.sha256().substring(0, SHORT_HASH));
        }
        if (!matches(modelLists.current(), name, hash) && !matches(modelLists.refresh(), name, hash)) {
            throw new NodeException(
                    Kind.WRONG_MODEL,
                    "The node used checkpoint " + TextSanitizer.quote(name) + " instead of "
                            + TextSanitizer.quote(requested.name()));
        }
    }

    /** Shorter ones are of another kind, which earlier versions of WebUI computed from a part of the file. */
    private boolean isOfOtherContent(String hash) {
        return requested.sha256() != null
                && hash.matches("[0-9a-fA-F]{" + SHORT_HASH + ",64}")
                && !requested.sha256().startsWith(hash.toLowerCase(Locale.ROOT));
    }

    /** The hash decides if both are known: files in different folders can have the same name. */
    private boolean matches(NodeModelCatalog lists, String name, String hash) {
        Optional<ListedModel> model = lists.find(requested);
        return model.isPresent()
                && (model.get().hasHash(hash)
                        || (!model.get().knowsHash(hash)
                                && model.get().hasName(name)
                                && !lists.isHashOfAnother(model.get(), hash)));
    }

    private ListedModel listed(String hash) throws NodeException {
        Optional<ListedModel> model = modelLists.current().find(requested);
        if (model.isEmpty() || !model.get().knowsHash(hash)) {
            model = modelLists.refresh().find(requested);
        }
        return model.orElseGet(() -> ListedModel.named(requested.name()));
    }
}
