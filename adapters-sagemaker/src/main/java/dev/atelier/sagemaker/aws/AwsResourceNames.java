package dev.atelier.sagemaker.aws;

import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.training.TrainingId;
import java.util.Optional;

/**
 * What the installation's things are called in AWS: the prefix and the id. So a name is nobody else's, is known before
 * AWS is asked for anything, and leads back to what it names.
 */
public record AwsResourceNames(String prefix) {

    /** The key of the tag that holds the prefix. */
    public static final String INSTALLATION_TAG = "atelier:installation";

    /** The key of the tag that holds the name under which clients know the thing. */
    public static final String NAME_TAG = "atelier:name";

    /** Of an endpoint, its model and its configuration; of its alarm the beginning. */
    public String of(EndpointId endpoint) {
        return prefix + "-" + endpoint;
    }

    public String of(TrainingId training) {
        return prefix + "-" + training;
    }

    /** The endpoint of this name; empty when it is not one of this installation. */
    public Optional<EndpointId> endpoint(String name) {
        return id(name).flatMap(EndpointId::parse);
    }

    /** The training of this name; empty when it is not one of this installation. */
    public Optional<TrainingId> training(String name) {
        return id(name).flatMap(TrainingId::parse);
    }

    private Optional<String> id(String name) {
        return Optional.ofNullable(name)
                .filter(text -> text.startsWith(prefix + "-"))
                .map(text -> text.substring(prefix.length() + 1));
    }
}
