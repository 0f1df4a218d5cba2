package dev.atelier.sagemaker.aws;

import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.training.TrainingId;
import java.util.Optional;

/**
 * Names of AWS resources: the installation's prefix and the id. They are unique, known before the resource exists, and
 * map back to the id.
 */
public record AwsResourceNames(String prefix) {

    /** Key of the tag with the prefix. */
    public static final String INSTALLATION_TAG = "atelier:installation";

    /** Key of the tag with the name that clients use. */
    public static final String NAME_TAG = "atelier:name";

    /** The name of an endpoint, its model and its configuration; its alarm has a suffix. */
    public String of(EndpointId endpoint) {
        return prefix + "-" + endpoint;
    }

    public String of(TrainingId training) {
        return prefix + "-" + training;
    }

    /** The endpoint with this name; empty if it does not belong to this installation. */
    public Optional<EndpointId> endpoint(String name) {
        return id(name).flatMap(EndpointId::parse);
    }

    /** The training with this name; empty if it does not belong to this installation. */
    public Optional<TrainingId> training(String name) {
        return id(name).flatMap(TrainingId::parse);
    }

    private Optional<String> id(String name) {
        return Optional.ofNullable(name)
                .filter(text -> text.startsWith(prefix + "-"))
                .map(text -> text.substring(prefix.length() + 1));
    }
}
