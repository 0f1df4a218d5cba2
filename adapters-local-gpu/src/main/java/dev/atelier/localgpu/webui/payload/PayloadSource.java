package dev.atelier.localgpu.webui.payload;

import java.io.IOException;
import java.io.InputStream;

/** Opens a job's payload. */
@FunctionalInterface
public interface PayloadSource {

    /** The whole payload; closed by the caller. */
    InputStream open() throws IOException;
}
