package dev.atelier.localgpu.webui;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * Why a node did not do what it was asked. The kind tells what to do next; the message is a sentence for people, which may
 * stand as a job's reason: it names neither the node nor any path of ours.
 */
public final class NodeException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What to do next. */
    public enum Kind {
        /** Unreachable, hung or answering garbage: this node cannot be trusted now, another may do. */
        BROKEN,
        /** The node reports that this job went wrong in it: the job may be to blame, or the node. */
        JOB_ERROR,
        /** The job did not fit this node's memory; it may fit another's. */
        OUT_OF_MEMORY,
        /** The node lacks a model, or a whole ability, that the job needs. */
        MODEL_MISSING,
        /** The node painted with another model than asked; the pictures were dropped. */
        WRONG_MODEL,
        /** The request itself is at fault: no node will take it. */
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

    /** The failure behind what a future completed with. */
    static NodeException of(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof NodeException known) {
            return known;
        }
        return new NodeException(Kind.BROKEN, "The work with the node broke off unexpectedly", cause);
    }

    public Kind kind() {
        return kind;
    }
}
