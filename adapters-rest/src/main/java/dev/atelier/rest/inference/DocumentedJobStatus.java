package dev.atelier.rest.inference;

import dev.atelier.domain.inference.InferenceJobStatus;

/** The statuses that the documents have: clients of the documented operations see a canceled job as failed. */
public final class DocumentedJobStatus {

    private DocumentedJobStatus() {}

    public static InferenceJobStatus of(InferenceJobStatus status) {
        return status == InferenceJobStatus.CANCELED ? InferenceJobStatus.FAILED : status;
    }
}
