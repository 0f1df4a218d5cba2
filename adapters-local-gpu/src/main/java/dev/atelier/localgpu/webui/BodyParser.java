package dev.atelier.localgpu.webui;

import dev.atelier.localgpu.webui.wire.NodeException;
import java.io.IOException;
import java.io.InputStream;

/** Parses the body of a successful response while it arrives. */
@FunctionalInterface
interface BodyParser<T> {

    T parse(InputStream body) throws IOException, NodeException;
}
