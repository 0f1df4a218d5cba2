package dev.atelier.domain.access;

/** The kind of resource that a permission applies to; the wire word is the lower-case name. */
public enum ResourceType {
    TRAIN,
    CHECKPOINT,
    INFERENCE,
    SAGEMAKER_ENDPOINT,
    USER,
    ROLE
}
