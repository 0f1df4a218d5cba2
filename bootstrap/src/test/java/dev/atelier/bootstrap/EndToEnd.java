package dev.atelier.bootstrap;

import dev.atelier.localgpu.testing.WebUiSimulator;
import java.nio.file.Path;

/** A part of the end-to-end tests that are the same whatever the service stands on. */
interface EndToEnd {

    Stack stack();

    /** A folder that is empty at the beginning of each test. */
    Path folder();

    /** A service with its data in the folder. */
    default AtelierProcess.Setup service(WebUiSimulator... generators) {
        return stack().given(AtelierProcess.in(folder().resolve("data")), generators);
    }
}
