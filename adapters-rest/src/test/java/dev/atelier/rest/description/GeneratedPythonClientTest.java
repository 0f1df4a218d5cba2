package dev.atelier.rest.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.atelier.rest.testing.RestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A Python client that openapi-generator makes from the description works with the running service, as a program of ours
 * ({@code client_calls.py} among the test's resources) shows. Skipped where Python lacks the client's libraries.
 */
@Tag("slow")
class GeneratedPythonClientTest {

    private static final String LIBRARIES =
            "import pydantic, urllib3, dateutil, typing_extensions; exit(pydantic.VERSION < '2')";

    private static final String PROGRAM = "client_calls.py";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"documents", "esd"})
    void callsTheService(String compatibility) throws Exception {
        assumeTrue(hasLibraries(), "no python3 with pydantic 2, urllib3 and dateutil, which the client imports");
        try (RestServer server = RestServer.start(Map.of("atelier.compatibility", compatibility));
                var program = GeneratedPythonClientTest.class.getResourceAsStream(PROGRAM)) {
            Files.write(folder.resolve("api.json"), server.http().get("/api").bytes());
            ClientGenerator.generate(folder, "python", "--package-name=atelier_client");
            Files.copy(program, folder.resolve(PROGRAM));

            assertThat(ClientGenerator.run(
                            folder, List.of("python3", PROGRAM, server.uri().toString(), RestServer.KEY)))
                    .containsExactly(
                            "ping pong",
                            "role role created",
                            "users ['generated'] next generated",
                            "endpoint esd-async-generated Creating",
                            "listed 1",
                            "upload with 2 part URLs by admin",
                            "checkpoints 1 of 1 Lora Initial",
                            "dataset generated ['a.png']",
                            "item Initialed",
                            "missing 400",
                            "unknown 404",
                            "jobs []",
                            "2023 1");
        }
    }

    private static boolean hasLibraries() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "-c", LIBRARIES).start().waitFor() == 0;
        } catch (IOException e) {
            return false; // there is no python3
        }
    }
}
