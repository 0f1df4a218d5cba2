package dev.atelier.rest.access;

/** The call names no user where that is required. */
class MissingUserException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MissingUserException() {
        super("the header username is missing: it names the user who acts (in 1.4.0: Authorization: Bearer and the"
                + " name in base16); a key that is bound to a user needs none");
    }
}
