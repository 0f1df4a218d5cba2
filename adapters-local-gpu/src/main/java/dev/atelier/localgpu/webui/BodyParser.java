package dev.atelier.localgpu.webui;

import java.io.IOException;
import java.io.InputStream;

/** Makes something of the body of a good answer while it arrives. */
@FunctionalInterface
interface BodyParser<T> {

    T read(InputStream body) throws IOException, NodeException;
}
