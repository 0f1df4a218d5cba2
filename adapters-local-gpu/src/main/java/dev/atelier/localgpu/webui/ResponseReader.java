package dev.atelier.localgpu.webui;

import dev.atelier.localgpu.webui.wire.NodeException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a response while it arrives. Throws what it gets from the body, what it cannot parse, and what goes wrong with the
 * files that it writes; each is reported as what it is.
 */
@FunctionalInterface
interface ResponseReader<T> {

    T read(int status, InputStream body) throws IOException, NodeException;
}
