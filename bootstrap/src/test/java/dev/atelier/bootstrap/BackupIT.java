package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.application.util.DirectoryDeleter;
import dev.atelier.localgpu.testing.WebUiSimulator;
import dev.atelier.persistence.testing.S3Server;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of docs/operate.md on backup and restore, and loses everything between the two. */
class BackupIT {

    private static final Path PAGE = Path.of("..", "docs", "operate.md");
    private static final Pattern COMMANDS = Pattern.compile("(?s)```bash\n(.+?)```");
    private static final int JOBS = 30;

    @TempDir
    Path folder;

    @TempDir
    Path models;

    private final Map<String, String> environment = new HashMap<>();

    /** What a section has readers run. */
    private record Section(String backup, String restore) {

        static Section of(String title) throws IOException {
            List<String> commands = commands("### " + title);
            assertThat(commands).hasSize(2);
            return new Section(commands.get(0), commands.get(1));
        }
    }

    /** What a heading of the page has readers run. */
    private static List<String> commands(String heading) throws IOException {
        String section = Files.readString(PAGE).split(heading + "\n", 2)[1].split("\n##", 2)[0];
        return COMMANDS.matcher(section).results().map(block -> block.group(1)).toList();
    }

    /** What has to be there after a restore. */
    private record Kept(String key, String job, String image) {

        void assertIsThere(AtelierProcess service, ApiClient client) {
            assertThat(userNames(client)).contains("ann");
            ApiClient anns = new ApiClient(service.url(), key).with("username", null);
            assertThat(anns.get("/inferences").status()).isEqualTo(200);
            assertThat(imageOf(client, job)).isEqualTo(image);
        }
    }

    /** Runs a service with the embedded database until it has a user with a key, and a job with an image. */
    private Kept keep(WebUiSimulator node) throws Exception {
        String job;
        String image;
        try (AtelierProcess service = embedded(node).start()) {
            ApiClient client = ownKey(service);
            createAnn(client);
            client.endpoint("fast", "Real-time", 1);
            job = run(client, 1);
            image = imageOf(client, job);
        }
        return new Kept(keyOfAnn(), job, image);
    }

    @Test
    void theDataFolderIsTheInstallation() throws Exception {
        Section section = Section.of("With the embedded database");
        try (WebUiSimulator node = WebUiSimulator.start()) {
            Kept kept = keep(node);
            String ownKey = Files.readString(folder.resolve("data/api-key"));
            shell(section.backup());

            String lost;
            try (AtelierProcess service = embedded(node).start()) {
                ApiClient client = ownKey(service);
                lost = run(client, 2);
                assertThat(client.call("DELETE", "/inferences", "{\"inference_id_list\": [\"" + kept.job() + "\"]}")
                                .status())
                        .isEqualTo(204);
            }
            DirectoryDeleter.remove(folder.resolve("data"));
            shell(section.restore());

            assertThat(folder.resolve("data/api-key")).hasContent(ownKey);
            try (AtelierProcess service = embedded(node).start()) {
                ApiClient client = ownKey(service);
                kept.assertIsThere(service, client);
                assertThat(client.get("/inferences/" + lost).status()).isEqualTo(404);
                assertThat(imageOf(client, run(client, 3))).isNotEmpty();
            }
        }
    }

    /** Jobs end all the time, and all that were accepted before the backup have their images after the restore. */
    @Test
    void onPostgresTheServiceRunsMeanwhile() throws Exception {
        Section section = Section.of("With PostgreSQL and a folder");
        Optional<Path> programs = InstalledPostgres.programs();
        assumeThat(programs)
                .as("a PostgreSQL with pg_dump, which the one of the tests is not")
                .isPresent();
        try (InstalledPostgres postgres = InstalledPostgres.start(programs.get(), folder.resolve("rows"));
                WebUiSimulator node = WebUiSimulator.start().generatesIn(Duration.ofSeconds(1))) {
            environment.put("PATH", programs.get() + ":" + System.getenv("PATH"));
            environment.put("DATABASE", postgres.url());
            environment.put("ATELIER_DATABASE_URL", postgres.jdbcUrl());
            environment.put("ATELIER_DATABASE_USERNAME", "postgres");

            SubmittedJobs jobs;
            Kept kept;
            String lost;
            try (AtelierProcess service = onPostgres(node).start()) {
                ApiClient client = service.client();
                createAnn(client);
                client.endpoint("fast", "Real-time", 1);
                String job = run(client, 100);
                kept = new Kept(keyOfAnn(), job, imageOf(client, job));
                jobs = SubmittedJobs.of(client, JOBS);
                await().atMost(SubmittedJobs.PATIENCE).until(() -> node.generations() > 3);
                shell(section.backup());
                assertThat(node.generations()).as("jobs run meanwhile").isLessThan(JOBS);
                node.generatesIn(Duration.ofMillis(300));
                lost = run(client, 200);
                service.kill();
            }
            postgres.lose();
            DirectoryDeleter.remove(folder.resolve("data"));
            shell(section.restore());

            try (AtelierProcess service = onPostgres(node).start()) {
                ApiClient client = service.client();
                kept.assertIsThere(service, client);
                jobs.assertEachHasItsOwnImage(client);
                assertThat(client.get("/inferences/" + lost).status()).isEqualTo(404);
                assertThat(imageOf(client, run(client, 300))).isNotEmpty();
            }
        }
    }

    /** The command of docs/operate.md, which first meets a running service. */
    @Test
    void anEmbeddedDatabaseMovesToPostgres() throws Exception {
        String command = commands("## From the embedded database to PostgreSQL").get(0);
        launcher();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                WebUiSimulator node = WebUiSimulator.start()) {
            environment.put("NEW_DATABASE", postgres.getJdbcUrl("postgres", "postgres"));
            environment.put("NEW_USERNAME", "postgres");
            String job;
            String image;
            try (AtelierProcess service = embedded(node).start()) {
                ApiClient client = ownKey(service);
                createAnn(client);
                client.endpoint("fast", "Real-time", 1);
                job = run(client, 1);
                image = imageOf(client, job);
                assertThatThrownBy(() -> shell(command)).hasMessageContaining("a running service holds the database");
            }
            Kept kept = new Kept(keyOfAnn(), job, image);

            assertThat(shell(command)).contains("inference_job: 1 rows, equal", "All rows are there.");

            environment.put("ATELIER_DATABASE_URL", environment.get("NEW_DATABASE"));
            environment.put("ATELIER_DATABASE_USERNAME", "postgres");
            try (AtelierProcess service =
                    onPostgres(node).with("ATELIER_API_KEY", "").start()) {
                ApiClient client = ownKey(service);
                kept.assertIsThere(service, client);
                assertThat(imageOf(client, run(client, 2))).isNotEmpty();
            }
            assertThatThrownBy(() -> shell(command)).hasMessageContaining("only an embedded one is copied");
        }
    }

    /** The command of docs/operate.md, to a bucket of another name than the one in the rows, and back. */
    @Test
    void filesMoveToS3AndBack() throws Exception {
        String command = commands("## From the folder to S3").get(0);
        launcher();
        try (S3Server s3 = S3Server.start();
                WebUiSimulator node = WebUiSimulator.start()) {
            String bucket = s3.makeBucket();
            Kept kept = keep(node);
            environment.put("NEW_BUCKET", bucket);
            environment.put("AWS_EC2_METADATA_DISABLED", "true");
            assertThatThrownBy(() -> shell(command)).hasMessageContaining("AWS_REGION");
            environment.putAll(s3.environment());
            environment.put("ATELIER_S3_PATH_STYLE", "true");
            assertThatThrownBy(() -> shell(command.replace("$NEW_BUCKET", "not-there")))
                    .hasMessageContaining("no bucket not-there exists");
            assertThatThrownBy(() -> shell("./atelier store copy --to file"))
                    .hasMessageContaining("is where the files are copied from");

            assertThat(shell(command))
                    .contains("are in s3://" + bucket + ", equal in size and SHA-256")
                    .contains("Set ATELIER_STORE=s3 and ATELIER_AWS_BUCKET=" + bucket);

            String later;
            String image;
            try (AtelierProcess service = embedded(node)
                    .filesIn(s3)
                    .with("ATELIER_AWS_BUCKET", bucket)
                    .start()) {
                ApiClient client = ownKey(service);
                kept.assertIsThere(service, client);
                later = run(client, 2);
                image = imageOf(client, later);
                assertThatThrownBy(() -> shell(command)).hasMessageContaining("a running service holds the database");
            }

            environment.put("ATELIER_STORE", "s3");
            environment.put("ATELIER_AWS_BUCKET", bucket);
            assertThat(shell("./atelier store copy --to file")).contains("Set ATELIER_STORE=file");
            try (AtelierProcess service = embedded(node).start()) {
                ApiClient client = ownKey(service);
                kept.assertIsThere(service, client);
                assertThat(imageOf(client, later)).isEqualTo(image);
            }
        }
    }

    /** What the page calls {@code ./atelier}. */
    private void launcher() throws IOException {
        Path launcher = Files.writeString(folder.resolve("atelier"), "exec " + String.join(" ", atelier("\"$@\"")));
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
    }

    private AtelierProcess.Setup embedded(WebUiSimulator node) {
        return stack().given(AtelierProcess.in(data()), node).with("ATELIER_API_KEY", "");
    }

    private AtelierProcess.Setup onPostgres(WebUiSimulator node) {
        AtelierProcess.Setup setup = stack().given(AtelierProcess.in(data()), node);
        environment.forEach(setup::with);
        return setup;
    }

    private Stack stack() {
        return new LocalGpuStack(models);
    }

    private Path data() {
        return folder.resolve("data");
    }

    private ApiClient ownKey(AtelierProcess service) throws IOException {
        return new ApiClient(
                service.url(), Files.readString(data().resolve("api-key")).strip());
    }

    private static void createAnn(ApiClient client) {
        String ann = "{\"username\":\"ann\",\"password\":\"secret\",\"roles\":[\"byoc\"]}";
        assertThat(client.call("POST", "/users", ann).status()).isEqualTo(201);
    }

    private static List<String> userNames(ApiClient client) {
        return client.get("/users").data(200).findValuesAsText("username");
    }

    private static String run(ApiClient client, int seed) {
        String id = client.createJob("Real-time", WebUiSimulator.FIRST_MODEL, SubmittedJobs.payload(seed));
        JsonNode ended = client.start(id).data(200);
        assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo("succeed");
        return id;
    }

    /** The image in Base64. */
    private static String imageOf(ApiClient client, String job) {
        return Base64.getEncoder()
                .encodeToString(client.download(
                        client.job(job).path("img_presigned_urls").get(0).asText()));
    }

    private String keyOfAnn() throws Exception {
        return run(atelier("keys", "add", "anns", "--user", "ann")).strip();
    }

    private static List<String> atelier(String... arguments) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(AtelierProcess.CLASS_DATA);
        words.addAll(List.of(AtelierProcess.BRIEF, "-jar", AtelierProcess.JAR.toString()));
        words.addAll(List.of(arguments));
        return words;
    }

    private String shell(String commands) throws Exception {
        return run(List.of("bash", "-euc", commands));
    }

    /** Runs it in the folder that the service is started in, and returns what it writes to standard output. */
    private String run(List<String> words) throws Exception {
        Path output = Files.createTempFile(folder, "output", ".txt");
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(ATELIER|MICRONAUT|PG|AWS).*"));
        builder.environment().put("ATELIER_DATA_DIR", data().toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(180, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(words + " did not end:\n" + Files.readString(errors));
        }
        assertThat(process.exitValue())
                .as(words + "\n" + Files.readString(errors))
                .isZero();
        return Files.readString(output);
    }
}
