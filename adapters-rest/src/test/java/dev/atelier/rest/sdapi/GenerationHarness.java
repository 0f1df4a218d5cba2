package dev.atelier.rest.sdapi;

import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** One server for the tests of a class, on which ann's jobs end at once unless a test says otherwise. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GenerationHarness {

    SdapiServer server;
    Http ann;

    @BeforeAll
    void start() {
        server = new SdapiServer(Map.of());
        ann = server.ann();
        server.offer();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void succeed() {
        server.succeed();
    }

    HttpResult generate(Map<String, Object> request) {
        return server.generate(ann, request);
    }
}
