package dev.atelier.sagemaker.inference;

/** An endpoint's answer is no result; the message is the reason for which its job fails, for the client to read. */
final class InvalidEndpointResponseException extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidEndpointResponseException(String message) {
        super(message);
    }
}
