package dev.atelier.persistence.secret;

/** Whom connections to the database are made for. */
record DatabaseLogin(String username, String password) {

    /** Without the password. */
    @Override
    public String toString() {
        return "DatabaseLogin[" + username + "]";
    }
}
