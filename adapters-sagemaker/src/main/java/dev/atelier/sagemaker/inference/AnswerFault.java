package dev.atelier.sagemaker.inference;

/** An endpoint's answer is no result; the message is the reason for which its job fails, for the client to read. */
final class AnswerFault extends Exception {

    private static final long serialVersionUID = 1L;

    AnswerFault(String message) {
        super(message);
    }
}
