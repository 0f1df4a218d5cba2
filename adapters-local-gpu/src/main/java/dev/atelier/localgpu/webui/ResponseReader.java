package dev.atelier.localgpu.webui;

import java.io.IOException;
import java.io.InputStream;

/** Makes something of an answer while it arrives. An IOException of the body means that the connection broke. */
@FunctionalInterface
interface ResponseReader<T> {

    T read(int status, InputStream body) throws IOException, NodeException;
}
