package dev.atelier.bootstrap;

import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.io.IOException;

/** The compute and file store of a service under test. Only its configuration differs. */
interface Stack extends AutoCloseable {

    /**
     * Has the service stand on this, from its start; one service, or replicas of one, at a time.
     *
     * @param generators the generators of its compute; none: the demo node
     */
    AtelierProcess.Setup given(AtelierProcess.Setup setup, WebUiSimulator... generators);

    /** Sees to it that a service that was never used can name the documents' model. */
    void provideModel(ApiClient client) throws IOException, InterruptedException;

    /** Waits until the compute has this file of the service and lists it. */
    void awaitFile(WebUiSimulator generator, CheckpointType type, String file);

    @Override
    void close();
}
