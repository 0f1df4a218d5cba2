package dev.atelier.domain.event;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.ResourceType;
import java.util.Arrays;

/** What an event reports. */
public enum EventType {
    JOB_CREATED("job.created", ResourceType.INFERENCE),
    JOB_STARTED("job.started", ResourceType.INFERENCE),
    JOB_ENDED("job.ended", ResourceType.INFERENCE),
    JOB_DELETED("job.deleted", ResourceType.INFERENCE),
    ENDPOINT_CHANGED("endpoint.changed", ResourceType.SAGEMAKER_ENDPOINT),
    CHECKPOINT_CHANGED("checkpoint.changed", ResourceType.CHECKPOINT),
    TRAINING_CHANGED("training.changed", ResourceType.TRAIN);

    private final String word;
    private final ResourceType resource;

    EventType(String word, ResourceType resource) {
        this.word = word;
        this.resource = resource;
    }

    /** The type of this word. */
    public static EventType parse(String word) {
        return Arrays.stream(values())
                .filter(type -> type.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException(
                        "event type " + TextSanitizer.quote(word) + " is not known; the types are "
                                + Arrays.stream(values()).map(EventType::word).toList()));
    }

    public String word() {
        return word;
    }

    /** The permission to see events of this type, which is that to list its subjects. */
    public Permission permission() {
        return new Permission(resource, Action.LIST);
    }
}
