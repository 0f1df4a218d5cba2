package dev.atelier.localgpu.webui;

import java.io.IOException;
import java.io.InputStream;

/** Where a job's payload can be read. */
@FunctionalInterface
public interface PayloadSource {

    /** The payload from its first byte, to be closed by the caller. */
    InputStream open() throws IOException;
}
