package dev.atelier.localgpu.webui;

import java.io.IOException;
import java.io.InputStream;

/** Reads a response while it arrives. An IOException from the body means that the connection was lost. */
@FunctionalInterface
interface ResponseReader<T> {

    T read(int status, InputStream body) throws IOException, NodeException;
}
