package dev.atelier.rest.sdapi;

import dev.atelier.application.compute.JobProgress;
import dev.atelier.rest.testing.Http;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server whose jobs run until the test ends them. */
abstract class RunningJobsFixture {

    SdapiServer server;
    Http ann;

    @BeforeEach
    void start() {
        server = new SdapiServer(Map.of());
        ann = server.ann();
        server.hang();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** A job at step 7 of 20, which takes 2.5 s more. */
    static JobProgress running() {
        return new JobProgress.Running(
                Optional.of("n"),
                Optional.empty(),
                Optional.of(new JobProgress.Sampling(7, 20, 0.35, Optional.of(Duration.ofMillis(2500)))));
    }
}
