package dev.atelier.localgpu.node;

import dev.atelier.application.inference.InferenceOutcome.Failed;
import dev.atelier.domain.inference.FailureClass;
import dev.atelier.localgpu.checkpoint.ModelInstallException;
import dev.atelier.localgpu.webui.wire.NodeException;

/** What the failures of attempts come down to: the words for the client, and the class for those who operate the service. */
final class AttemptFailure {

    /** A file of this service, which the client knows nothing of. */
    static final Failed LOCAL_FILE =
            new Failed("a file could not be read or written, see the log of the service", FailureClass.STORAGE);

    static final Failed UNEXPECTED = new Failed(JobRetries.UNEXPECTED, FailureClass.INTERNAL);

    private AttemptFailure() {}

    static Failed of(NodeException failure) {
        return new Failed(failure.getMessage(), failureClass(failure.kind()));
    }

    static Failed of(ModelInstallException failure) {
        return new Failed(failure.getMessage(), FailureClass.MODEL);
    }

    private static FailureClass failureClass(NodeException.Kind kind) {
        return switch (kind) {
            case REJECTED, JOB_REFUSED, JOB_ERROR -> FailureClass.REQUEST;
            case OUT_OF_MEMORY -> FailureClass.MEMORY;
            case MODEL_MISSING, WRONG_MODEL -> FailureClass.MODEL;
            case LOCAL -> FailureClass.STORAGE;
            case BROKEN, UNREACHABLE, SILENT, GPU_ERROR -> FailureClass.COMPUTE;
        };
    }
}
