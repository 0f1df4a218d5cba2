package dev.atelier.bootstrap.description;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.bootstrap.AtelierProcess;
import dev.atelier.bootstrap.DocumentedOperation;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The page in Chromium, which can reach nothing but this service. Runs with the profile {@code browser}, because build
 * machines may lack Chromium; {@code .ci/run} installs it.
 */
@Tag("browser")
class DocsInBrowserIT {

    @TempDir
    static Path folder;

    private static AtelierProcess service;

    @BeforeAll
    static void start() {
        service = AtelierProcess.in(folder.resolve("data")).start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs", "/docs/", "/prod/docs"})
    void showsEveryDocumentedOperation(String path) throws Exception {
        String page = Browser.draw(service.url().resolve(path).toString(), folder, "");

        assertThat(page).contains("Atelier").doesNotContain("errors-wrapper");
        assertThat(DocumentedOperation.all("1.5.0"))
                .allSatisfy(operation -> assertThat(page).contains("-" + operation.name() + "\""));
        assertThat(folder.resolve("browser.log")).content().doesNotContain("Content Security Policy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs", "/prod/docs"})
    void triesAPageOfAList(String path) throws Exception {
        String script;
        try (InputStream resource = DocsInBrowserIT.class.getResourceAsStream("try-it-out.js")) {
            script = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
        try (Browser browser = Browser.start(Files.createTempDirectory(folder, "browser"))) {
            String seen =
                    browser.run(service.url().resolve(path).toString(), script.replace("API_KEY", AtelierProcess.KEY));

            assertThat(seen.lines().limit(2))
                    .containsExactly(service.url().resolve(path).resolve("roles") + "?limit=1", "200");
            assertThat(seen).contains("\"roles\"", "\"last_evaluated_key\"");
        }
    }
}
