package dev.atelier.rest;

import java.io.IOException;

/** The client ended the connection while it sent something; nobody is left to be answered. */
public class ClientDisconnectedException extends IOException {

    private static final long serialVersionUID = 1L;

    public ClientDisconnectedException(IOException cause) {
        super("the client went away", cause);
    }
}
