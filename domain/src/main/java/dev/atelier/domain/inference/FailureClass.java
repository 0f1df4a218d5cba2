package dev.atelier.domain.inference;

/** What an inference failed by, for those who operate the service; its words for the client are in the job. */
public enum FailureClass {
    /** The request: compute rejected it, or failed at it where the same request fails elsewhere too. */
    REQUEST("request"),
    /** A model that is missing, cannot be placed, or was not the one that compute used. */
    MODEL("model"),
    /** It did not fit in the memory of any GPU that was tried. */
    MEMORY("memory"),
    /** Compute: a node or an endpoint that broke, fell silent or returned what cannot be read. */
    COMPUTE("compute"),
    /** Files of this service or its store. */
    STORAGE("storage"),
    /** No node could run it for too long. */
    UNSERVABLE("unservable"),
    /** Its endpoint was deleted. */
    ENDPOINT("endpoint"),
    /** An error of this service, or its end in the middle of each attempt. */
    INTERNAL("internal");

    private final String word;

    FailureClass(String word) {
        this.word = word;
    }

    /** The word in metrics and logs. */
    public String word() {
        return word;
    }
}
