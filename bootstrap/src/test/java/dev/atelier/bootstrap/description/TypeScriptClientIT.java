package dev.atelier.bootstrap.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.atelier.bootstrap.AtelierProcess;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client that is typed by what openapi-typescript makes of the description compiles and works with the service. Runs with
 * the profile {@code browser}; skipped without Node, or where npm cannot install the packages.
 */
@Tag("browser")
class TypeScriptClientIT {

    private static final String PROGRAM = "client-calls.ts";

    private static final List<String> COMPILER = List.of(
            "node_modules/.bin/tsc",
            "--strict",
            "--target",
            "es2022",
            "--module",
            "node16",
            "--types",
            "node",
            PROGRAM);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"documents", "esd"})
    void compilesAndCallsTheService(String compatibility) throws Exception {
        NpmPackages packages = new NpmPackages(folder);
        packages.copy("package.json");
        packages.copy(PROGRAM);
        assumeTrue(packages.install(), () -> "npm could not install the generator: " + packages.output());
        try (AtelierProcess service = AtelierProcess.in(folder.resolve("data"))
                .with("ATELIER_COMPATIBILITY", compatibility)
                .start()) {
            HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(service.url().resolve("/api"))
                                    .build(),
                            BodyHandlers.ofFile(folder.resolve("api.json")));
            packages.succeed(List.of("node_modules/.bin/openapi-typescript", "api.json", "--output", "api.d.ts"));
            packages.succeed(COMPILER);
            packages.succeed(List.of("node", "client-calls.js", service.url().toString(), AtelierProcess.KEY));
        }

        assertThat(packages.output().lines())
                .containsExactly(
                        "ping pong",
                        "role role created",
                        "users generated next generated",
                        "upload with 2 part URLs by api",
                        "checkpoints 1 of 1 Initial",
                        "missing 400 string",
                        "unknown 404",
                        "jobs 0",
                        "2023 0");
    }
}
