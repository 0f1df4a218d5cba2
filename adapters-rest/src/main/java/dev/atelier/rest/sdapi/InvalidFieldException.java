package dev.atelier.rest.sdapi;

/** A field of the body that cannot be read as what it should be. */
class InvalidFieldException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String field;
    private final String type;

    InvalidFieldException(String field, String message, String type) {
        super(message);
        this.field = field;
        this.type = type;
    }

    String field() {
        return field;
    }

    /** The kind of mistake, in WebUI's words. */
    String type() {
        return type;
    }
}
