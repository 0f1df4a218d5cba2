package dev.atelier.localgpu.webui;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * A node call failed. The kind determines what to do next; the message may reach clients as a job's failure reason, so it
 * contains neither the node's name nor local paths.
 */
public final class NodeException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Determines what to do next. */
    public enum Kind {
        /** Unreachable, not responding, or invalid response: quarantine the node, retry elsewhere. */
        BROKEN,
        /** The node reported an error of this job, caused by either of them. */
        JOB_ERROR,
        /** The job did not fit in this node's memory; it may fit in another's. */
        OUT_OF_MEMORY,
        /** The node lacks a model or a feature that the job needs. */
        MODEL_MISSING,
        /** The node used another model than requested; the images were discarded. */
        WRONG_MODEL,
        /** The request is invalid on every node. */
        REJECTED
    }

    private final Kind kind;

    NodeException(Kind kind, String message) {
        this(kind, message, null);
    }

    NodeException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    static NodeException broken(String message) {
        return new NodeException(Kind.BROKEN, message);
    }

    static NodeException rejected(String message) {
        return new NodeException(Kind.REJECTED, message);
    }

    static NodeException modelMissing(String message) {
        return new NodeException(Kind.MODEL_MISSING, message);
    }

    /** Unwraps the exception of a future. */
    static NodeException of(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof NodeException known) {
            return known;
        }
        return new NodeException(Kind.BROKEN, "The call to the node failed unexpectedly", cause);
    }

    public Kind kind() {
        return kind;
    }
}
