package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
            String nightly = added("nightly");
            String anns = added("anns", "--user", "ann");

            assertThat(statusFor(service, nightly, "api")).isEqualTo(200);
            assertThat(statusFor(service, anns, null)).isEqualTo(200);
            assertThat(statusFor(service, anns, "api")).isEqualTo(403);
            String time = "2\\d{3}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";
            await().untilAsserted(() -> assertThat(keys("list")
                            .succeeds()
                            .lines()
                            .map(line -> line.strip().replaceAll(time, "TIME").replaceAll(" {2,}", "|")))
                    .containsExactly(
                            "NAME|FROM|MADE|LAST USED|EXPIRES|ACTS FOR",
                            "anns|command|TIME|TIME|never|ann only",
                            "default|settings|TIME|TIME|never|the user of the call, else api",
                            "nightly|command|TIME|TIME|never|the user of the call, else api"));

            String second = rotated("nightly", "--overlap", "1h", "--expires", "30d");
            assertThat(statusFor(service, nightly, "api")).isEqualTo(200);
            assertThat(statusFor(service, second, "api")).isEqualTo(200);
            assertThat(keys("list").succeeds()).contains("; the secret before works until ");
            String third = rotated("nightly");
            await().untilAsserted(
                            () -> assertThat(statusFor(service, second, "api")).isEqualTo(403));
            assertThat(statusFor(service, nightly, "api")).isEqualTo(403);
            assertThat(statusFor(service, third, "api")).isEqualTo(200);
            String brief = added("brief", "--expires", "40s");
            assertThat(statusFor(service, brief, "api")).isEqualTo(200);
            await().atMost(Duration.ofSeconds(80))
                    .untilAsserted(
                            () -> assertThat(statusFor(service, brief, "api")).isEqualTo(403));
            assertThat(keys("list").succeeds()).contains("; expired");
            assertThat(audited(service))
                    .containsExactly(
                            "key.add brief",
                            "key.rotate nightly",
                            "key.rotate nightly",
                            "key.add anns",
                            "key.add nightly");

            keys("revoke", "nightly").succeeds();
            await().untilAsserted(
                            () -> assertThat(statusFor(service, third, "api")).isEqualTo(403));
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
            assertThat(rejected.errors().strip())
                    .startsWith("atelier: a running service holds the database; stop it and try again")
                    .hasLineCount(1);
            service.stop();
        }
        String nightly = added("nightly");
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
        assertThat(keys("rotate", "ghost").fails()).isEqualTo("atelier: there is no API key \"ghost\"");
        assertThat(keys("add", "late", "--expires", "2001-01-01").fails())
                .contains("'2001-01-01' is not to come; a key expires between now and the year 9999");
        assertThat(keys("rotate", "ghost", "--overlap", "soon").fails())
                .contains("'soon' is no length of time; it is written 30m, 24h or 90d");
        assertThat(keys("add", "a b").fails()).startsWith("atelier: a key's name has 1 to 64");
        assertThat(keys("add", "anns", "--user", "ann").fails())
                .isEqualTo("atelier: user \"ann\" does not exist; create the user first");
        assertThat(keys().fails()).startsWith("missing subcommand: add, list, rotate or revoke");
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

    /** A new key: all that the command prints on standard output. */
    private String added(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("add"));
        command.addAll(List.of(arguments));
        // A warning is no part of the key either.
        environment.put("ATELIER_DATABASE_POOLSIZE", "4");
        Run run = keys(command.toArray(String[]::new));
        environment.remove("ATELIER_DATABASE_POOLSIZE");
        assertThat(run.errors())
                .contains("This is API key " + arguments[0])
                .contains("the nearest one is ATELIER_DATABASE_POOL_SIZE");
        assertThat(run.succeeds()).matches("[A-Za-z0-9_-]{16,}\\R");
        return run.output().strip();
    }

    /** The new secret of a key. */
    private String rotated(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("rotate"));
        command.addAll(List.of(arguments));
        Run run = keys(command.toArray(String[]::new));
        assertThat(run.errors()).contains("This is the new secret of API key " + arguments[0]);
        assertThat(run.succeeds()).matches("[A-Za-z0-9_-]{16,}\\R");
        return run.output().strip();
    }

    private static List<String> audited(AtelierProcess service) {
        List<String> deeds = new ArrayList<>();
        service.client()
                .get("/audit?subject_type=key")
                .data(200)
                .path("entries")
                .forEach(entry -> deeds.add(entry.path("action").asText() + " "
                        + entry.path("subject").asText()));
        return deeds;
    }

    private Run keys(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(AtelierProcess.CLASS_DATA);
        command.addAll(List.of(AtelierProcess.BRIEF, "-jar", AtelierProcess.JAR.toString(), "keys"));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, "keys", ".txt");
        Path errors = Files.createTempFile(folder, "keys", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(errors.toFile()).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ATELIER_") || name.startsWith("MICRONAUT_"));
        builder.environment().put("ATELIER_DATA_DIR", data().toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(180, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the command did not end:\n" + Files.readString(output));
        }
        return new Run(process.exitValue(), Files.readString(output), Files.readString(errors));
    }

    private record Run(int status, String output, String errors) {

        String succeeds() {
            assertThat(status).as(output + errors).isZero();
            return output;
        }

        String fails() {
            assertThat(status).as(output).isNotZero();
            return errors.strip();
        }
    }
}
