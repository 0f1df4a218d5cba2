package dev.atelier.localgpu.checkpoint;

import java.io.IOException;

/** A model file cannot be installed; the message is for clients. */
public final class ModelInstallException extends IOException {

    private static final long serialVersionUID = 1L;

    /** How far a rejection reaches. */
    public enum Scope {
        /** The file is refused on every node, now and later. */
        MODEL,
        /** This node will not have it a moment later either. */
        NODE,
        /** It may be possible in a moment. */
        MOMENT
    }

    private final Scope scope;

    ModelInstallException(Scope scope, String message) {
        super(message);
        this.scope = scope;
    }

    public Scope scope() {
        return scope;
    }
}
