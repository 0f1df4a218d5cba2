package dev.atelier.localgpu.webui.wire;

import java.time.Duration;
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
        /** Not responding, or invalid response: probe the node, retry elsewhere. */
        BROKEN,
        /** No connection to the node, which has not got the job. */
        UNREACHABLE,
        /** The node answered nothing at all for a while: it is frozen, or the network between is cut. */
        SILENT,
        /** The node reported that its GPU does not work; it needs a restart. */
        GPU_ERROR,
        /** The node reported an error of this job, caused by either of them. */
        JOB_ERROR,
        /** As JOB_ERROR, but by the request: before the node could have generated anything, or in words that say so. */
        JOB_REFUSED,
        /** This service could not read or write a file of its own, which is no fault of the node. */
        LOCAL,
        /** The job did not fit in this node's memory; it may fit in another's. */
        OUT_OF_MEMORY,
        /** The node lacks a model or a feature that the job needs; it will not have it a moment later either. */
        MODEL_MISSING,
        /** The node used another model than requested; the images were discarded. */
        WRONG_MODEL,
        /** The request is invalid on every node. */
        REJECTED
    }

    private final Kind kind;

    public NodeException(Kind kind, String message) {
        this(kind, message, null);
    }

    public NodeException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public static NodeException broken(String message) {
        return new NodeException(Kind.BROKEN, message);
    }

    public static NodeException local(String message, Throwable cause) {
        return new NodeException(Kind.LOCAL, message, cause);
    }

    public static NodeException rejected(String message) {
        return new NodeException(Kind.REJECTED, message);
    }

    public static NodeException modelMissing(String message) {
        return new NodeException(Kind.MODEL_MISSING, message);
    }

    /** The node answered nothing for this long. */
    public static NodeException silent(Duration silence) {
        return new NodeException(
                Kind.SILENT, "The node answered nothing for " + silence.toMillis() / 1000. + " s while it ran the job");
    }

    /** The node was restarted while it ran the job, whose answer will not come. */
    public static NodeException forgotten() {
        return broken("The node was restarted while it ran the job");
    }

    /** Whether the node answers nothing at all. */
    public boolean isSilence() {
        return kind == Kind.UNREACHABLE || kind == Kind.SILENT;
    }

    /** Unwraps the exception of a future. */
    public static NodeException of(Throwable failure) {
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

    /** The same error of a job, where it came too soon to be anything but the request's fault. */
    public NodeException atOnce() {
        return kind == Kind.JOB_ERROR ? new NodeException(Kind.JOB_REFUSED, getMessage(), this) : this;
    }

    public Kind kind() {
        return kind;
    }
}
