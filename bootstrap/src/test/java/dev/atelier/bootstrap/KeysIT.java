package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code atelier keys}, as an operator runs it, and what the keys are then good for. */
class KeysIT {

    private static final String USER = "{\"username\":\"ann\",\"password\":\"secret\",\"roles\":[\"byoc\"]}";
    private static final String FROM_SETTINGS = "a-key-that-the-settings-give";

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @Test
    void keysAreManagedWhileTheServiceRunsOnPostgres() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                AtelierProcess service = onPostgres(postgres).start()) {
            assertThat(service.client().call("POST", "/users", USER).status()).isEqualTo(201);
            String nightly = firstLine(keys("add", "nightly").succeeds());
            String anns = firstLine(keys("add", "anns", "--user", "ann").succeeds());

            assertThat(statusFor(service, nightly, "api")).isEqualTo(200);
            assertThat(statusFor(service, anns, null)).isEqualTo(200);
            assertThat(statusFor(service, anns, "api")).isEqualTo(403);
            assertThat(keys("list").succeeds().lines().map(String::stripTrailing))
                    .containsExactly(
                            "NAME                              FROM       ACTS FOR",
                            "anns                              command    ann only",
                            "default                           settings   the user of the call, else api",
                            "nightly                           command    the user of the call, else api");

            keys("revoke", "nightly").succeeds();
            assertThat(statusFor(service, nightly, "api")).isEqualTo(403);
            assertThat(statusFor(service, AtelierProcess.KEY, "api"))
                    .as("the service's own key, which the command does not know")
                    .isEqualTo(200);
        }
    }

    @Test
    void onAnEmbeddedDatabaseTheServiceHasToStopFirst() throws Exception {
        try (AtelierProcess service = AtelierProcess.in(data()).brief().start()) {
            Run rejected = keys("add", "nightly");
            assertThat(rejected.status()).isNotZero();
            assertThat(rejected.output().strip())
                    .startsWith("atelier: a running service holds the database; stop it and try again")
                    .hasLineCount(1);
            service.stop();
        }
        String nightly = firstLine(keys("add", "nightly").succeeds());
        AtelierProcess.Setup withAnother =
                AtelierProcess.in(data()).brief().jvm("-Datelier.api-keys.ci.key=" + FROM_SETTINGS);
        try (AtelierProcess service = withAnother.start()) {
            assertThat(statusFor(service, nightly, null)).isEqualTo(200);
            assertThat(statusFor(service, FROM_SETTINGS, null)).isEqualTo(200);
        }
        try (AtelierProcess service = AtelierProcess.in(data()).brief().start()) {
            assertThat(statusFor(service, nightly, null)).isEqualTo(200);
            assertThat(statusFor(service, FROM_SETTINGS, null))
                    .as("taken out of the settings")
                    .isEqualTo(403);
        }
    }

    @Test
    void whatDoesNotWorkIsSaidInASentence() throws Exception {
        assertThat(keys("revoke", "ghost").fails()).isEqualTo("atelier: there is no API key \"ghost\"");
        assertThat(keys("add", "a b").fails()).startsWith("atelier: a key's name has 1 to 64");
        assertThat(keys("add", "anns", "--user", "ann").fails())
                .isEqualTo("atelier: user \"ann\" does not exist; create the user first");
        assertThat(keys().fails()).startsWith("missing subcommand: add, list or revoke");
    }

    private AtelierProcess.Setup onPostgres(EmbeddedPostgres postgres) {
        environment.put("ATELIER_DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"));
        environment.put("ATELIER_DATABASE_USERNAME", "postgres");
        AtelierProcess.Setup setup = AtelierProcess.in(data()).brief();
        environment.forEach(setup::with);
        return setup;
    }

    private Path data() {
        return folder.resolve("data");
    }

    private static int statusFor(AtelierProcess service, String key, String user) {
        return service.client()
                .with("x-api-key", key)
                .with("username", user)
                .get("/inferences")
                .status();
    }

    private static String firstLine(String output) {
        return output.lines().findFirst().orElseThrow();
    }

    private Run keys(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                AtelierProcess.BRIEF,
                "-jar",
                Path.of("target", "atelier.jar").toAbsolutePath().toString(),
                "keys"));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, "keys", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ATELIER_") || name.startsWith("MICRONAUT_"));
        builder.environment().put("ATELIER_DATA_DIR", data().toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the command did not end:\n" + Files.readString(output));
        }
        return new Run(process.exitValue(), Files.readString(output));
    }

    private record Run(int status, String output) {

        String succeeds() {
            assertThat(status).as(output).isZero();
            return output;
        }

        String fails() {
            assertThat(status).as(output).isNotZero();
            return output.strip();
        }
    }
}
