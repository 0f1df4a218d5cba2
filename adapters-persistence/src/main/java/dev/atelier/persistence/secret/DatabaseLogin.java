package dev.atelier.persistence.secret;

/** User and password for connections to the database. */
record DatabaseLogin(String username, String password) {

    /** Without the password. */
    @Override
    public String toString() {
        return "DatabaseLogin[" + username + "]";
    }
}
