package dev.atelier.bootstrap.description;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.bootstrap.AtelierProcess;
import dev.atelier.bootstrap.DocumentedOperation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

    private static final String CHROMIUM = System.getProperty("chromium", "/usr/bin/chromium");

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
        String page = draw(service.url().resolve(path).toString());

        assertThat(page).contains("Atelier").doesNotContain("errors-wrapper");
        assertThat(DocumentedOperation.all("1.5.0"))
                .allSatisfy(operation -> assertThat(page).contains("-" + operation.name() + "\""));
        assertThat(folder.resolve("browser.log")).content().doesNotContain("Content Security Policy");
    }

    /** The page's elements, once its scripts have drawn it. */
    private String draw(String url) throws IOException, InterruptedException {
        Path elements = folder.resolve("elements.html");
        Process browser = new ProcessBuilder(List.of(
                        CHROMIUM,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--enable-logging=stderr",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                        "--virtual-time-budget=20000",
                        "--dump-dom",
                        url))
                .redirectOutput(elements.toFile())
                .redirectError(folder.resolve("browser.log").toFile())
                .start();
        try {
            assertThat(browser.waitFor(60, TimeUnit.SECONDS))
                    .as("Chromium ended")
                    .isTrue();
            return Files.readString(elements, StandardCharsets.UTF_8);
        } finally {
            browser.destroyForcibly();
        }
    }
}
