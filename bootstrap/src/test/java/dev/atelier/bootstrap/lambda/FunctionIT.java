package dev.atelier.bootstrap.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.bootstrap.AtelierProcess;
import dev.atelier.localgpu.testing.WebUiSimulator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar for functions: a real process that Lambda's runtime interface client drives, frozen between its calls. */
class FunctionIT {

    private static final long LARGEST_UNPACKED = 250 << 20;

    /** OpenTelemetry, which is the only one with parts for a version of Java, and what uses it. */
    private static final Pattern TRACES = Pattern.compile("(META-INF/.*/)?io[./]opentelemetry.*"
            + "|META-INF/versions/9/(io/|OSGI-INF/.*)"
            + "|(META-INF/micronaut/.*/)?dev[./]atelier[./]monitoring[./]tracing[./].*");

    @TempDir
    static Path folder;

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void close() throws IOException {
        postgres.close();
    }

    @Test
    void theJarIsNotTooLargeForLambda() throws IOException {
        try (Stream<Path> files = Files.walk(FunctionProcess.TASK)) {
            assertThat(files.filter(Files::isRegularFile)
                            .mapToLong(file -> file.toFile().length())
                            .sum())
                    .isLessThan(LARGEST_UNPACKED);
        }
    }

    @Test
    void theJarIsTheServicesWithoutMetricsTracesAndTheNativesThatLambdaDoesNotRun() throws IOException {
        Set<String> service = entries(Path.of("target", "atelier.jar"));
        Set<String> function = entries(Path.of("target", "atelier-function.jar"));

        assertThat(service).containsAll(function);
        assertThat(service.stream().filter(name -> !function.contains(name)))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("ai/onnxruntime/native/osx-")
                        || name.matches("META-INF/micronaut/.*(/|\\.metrics\\..*)")
                        || TRACES.matcher(name).matches());
        assertThat(service).anyMatch(name -> name.startsWith("io/opentelemetry/"));
        assertThat(function).noneMatch(name -> name.startsWith("io/opentelemetry/"));
        assertThat(function).anyMatch(name -> name.startsWith("ai/onnxruntime/native/linux-"));
    }

    private static Set<String> entries(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream().map(ZipEntry::getName).collect(Collectors.toSet());
        }
    }

    @Test
    void theFunctionAndAServiceThatWorksInTheBackgroundAreOneInstallation() throws Exception {
        try (WebUiSimulator node = WebUiSimulator.start();
                AtelierProcess worker = AtelierProcess.in(folder.resolve("worker/data"))
                        .with("ATELIER_DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"))
                        .with("ATELIER_DATABASE_USERNAME", "postgres")
                        .with("ATELIER_FILE_STORE_FOLDER", folder.resolve("shared"))
                        .with("ATELIER_LOCAL_GPU_NODES", node.url())
                        .start();
                FunctionProcess function = FunctionProcess.start(ApiHandler.class, settings())) {
            function.ready();
            worker.client().endpoint("shared", "Async", 1);

            JsonNode created =
                    function.invoke(RestApi.call("POST", "/inferences", """
                    {"inference_type": "Async", "task_type": "txt2img", "payload_string": "{\\"seed\\": 1}",
                     "models": {"Stable-diffusion": ["%s"], "VAE": ["Automatic"], "embeddings": []}}""".formatted(WebUiSimulator.FIRST_MODEL)));

            assertThat(created.path("statusCode").asInt())
                    .as(created.toString())
                    .isEqualTo(202);
            String id = RestApi.body(created)
                    .path("data")
                    .path("inference")
                    .path("inference_id")
                    .asText();
            JsonNode ended = await().atMost(Duration.ofSeconds(90))
                    .until(
                            () -> RestApi.body(function.invoke(RestApi.call("GET", "/inferences/" + id, null)))
                                    .path("data"),
                            job -> job.path("status").asText().equals("succeed"));
            assertThat(ended.path("img_presigned_urls").get(0).asText()).startsWith("https://api.example.com/files/");
        }
    }

    @Test
    void betweenCallsNothingIsLeftToDo() throws Exception {
        try (FunctionProcess function = FunctionProcess.start(ApiHandler.class, settings())) {
            function.ready();

            rejected(function, "/checkpoints", """
                    {"checkpoint_type": "Lora", "params": {"message": ""}, "urls": ["https://example.com/a.safetensors"]}""", "not fetched by URL");
            rejected(function, "/inference/run-model-merge", """
                    {"primary_model_name": "a.safetensors", "secondary_model_name": "b.safetensors"}""", "not merged");
            rejected(function, "/model", """
                    {"model_type": "Stable-diffusion", "name": "mine", "params": {},
                     "filenames": [{"filename": "mine.safetensors.tar", "parts_number": 1}]}""", "not unpacked");
            assertThat(function.threads())
                    .isNotEmpty()
                    .noneMatch(name -> name.matches("(import|atelier-signal|trainer|node|gpu|aws).*"));
        }
    }

    @Test
    void aFunctionWithoutADatabaseSaysSoAndDoesNotStart() throws Exception {
        Map<String, String> settings = settings();
        settings.remove("ATELIER_DATABASE_URL");
        try (FunctionProcess function = FunctionProcess.start(ApiHandler.class, settings)) {
            assertThat(function.rejection() + function.output()).contains("ATELIER_DATABASE_URL");
        }
    }

    private static void rejected(FunctionProcess function, String path, String body, String because) throws Exception {
        JsonNode rejected = function.invoke(RestApi.call("POST", path, body));
        assertThat(rejected.path("statusCode").asInt()).as(rejected.toString()).isEqualTo(501);
        assertThat(rejected.path("body").asText()).contains(because, "atelier.bulk-operations.enabled");
    }

    private static Map<String, String> settings() {
        return new HashMap<>(Map.of(
                "ATELIER_API_KEY",
                AtelierProcess.KEY,
                "ATELIER_DATA_DIR",
                folder.resolve("function").toString(),
                "ATELIER_DATABASE_URL",
                postgres.getJdbcUrl("postgres", "postgres"),
                "ATELIER_DATABASE_USERNAME",
                "postgres",
                "ATELIER_BACKEND",
                "local-gpu",
                "ATELIER_STORE",
                "file",
                "ATELIER_FILE_STORE_FOLDER",
                folder.resolve("shared").toString()));
    }
}
