package dev.atelier.application.compute;

import java.util.List;
import java.util.Optional;

/**
 * A node as an operator describes it. Immutable.
 *
 * @param url the base URL of its server, perhaps with user and password; it is shown and logged nowhere
 * @param instanceTypes patterns of the instance types that it matches; none: those of the settings
 * @param modelsDir where models are installed for it; empty: the folder of the settings, an empty text: nowhere
 */
public record NodeDefinition(String url, List<String> instanceTypes, Optional<String> modelsDir) {

    public NodeDefinition {
        instanceTypes = List.copyOf(instanceTypes);
    }

    /** The URL may hold a password. */
    @Override
    public String toString() {
        return "instance types " + (instanceTypes.isEmpty() ? "of the settings" : instanceTypes)
                + modelsDir
                        .map(folder -> folder.isEmpty() ? ", no models folder" : ", models folder " + folder)
                        .orElse("");
    }
}
