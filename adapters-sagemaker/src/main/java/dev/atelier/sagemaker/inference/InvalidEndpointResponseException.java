package dev.atelier.sagemaker.inference;

/** An endpoint's response is invalid; the message is shown to the client. */
final class InvalidEndpointResponseException extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidEndpointResponseException(String message) {
        super(message);
    }
}
