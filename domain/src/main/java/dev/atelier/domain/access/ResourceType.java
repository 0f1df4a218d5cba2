package dev.atelier.domain.access;

/** What a permission is about; the wire word is the lower-case name. */
public enum ResourceType {
    TRAIN,
    CHECKPOINT,
    INFERENCE,
    SAGEMAKER_ENDPOINT,
    USER,
    ROLE
}
