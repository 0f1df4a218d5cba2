package dev.atelier.rest;

import java.io.IOException;

/** The client closed the connection while it sent a body, so there is no recipient for a response. */
public class ClientDisconnectedException extends IOException {

    private static final long serialVersionUID = 1L;

    public ClientDisconnectedException(IOException cause) {
        super("the client disconnected", cause);
    }
}
