package dev.atelier.bootstrap.description;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.atelier.bootstrap.AtelierProcess;
import dev.atelier.localgpu.testing.Fault;
import dev.atelier.localgpu.testing.SimulatedRequest;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * OpenAI's client of npm, unchanged, in a page of another origin: Chromium loads its modules as they are published. Runs with
 * the profile {@code browser}; skipped where npm cannot install the package.
 */
@Tag("browser")
class OpenAiPageIT {

    /** Long enough for a preview, of which a stream asks once a second. */
    private static final Duration SLOW = Duration.ofSeconds(6);

    /** Resolves to what the page's script saw, once it is there. */
    private static final String SEEN = """
            new Promise(whenSeen => {
              const look = () => window.seen ? whenSeen(window.seen) : setTimeout(look, 50);
              look();
            })""";

    @TempDir
    Path folder;

    private WebUiSimulator node;
    private AtelierProcess service;
    private HttpServer pages;

    @BeforeEach
    void start() throws IOException {
        node = WebUiSimulator.start().generatesIn("slow", SLOW).failsFor("fails", Fault.OUT_OF_MEMORY);
        service = AtelierProcess.in(folder.resolve("data"))
                .with("ATELIER_LOCAL_GPU_NODES", node.url())
                .with("ATELIER_LOCAL_GPU_JOBS_ATTEMPTS", 1)
                .start();
        service.client().endpoint("fast", "Real-time", 1);
        pages = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        pages.createContext("/", this::serve);
        pages.start();
    }

    @AfterEach
    void stop() {
        pages.stop(0);
        service.close();
        node.close();
    }

    @Test
    void itsImagesModelsAndErrorsArrive() throws Exception {
        NpmPackages packages = new NpmPackages(folder);
        for (String file : List.of("package.json", "calls.html", "calls.mjs")) {
            packages.copy("openai/" + file);
        }
        assumeTrue(packages.install(), () -> "npm could not install the client: " + packages.output());
        String seen;
        try (Browser browser = Browser.start(folder)) {
            seen = browser.run("http://127.0.0.1:" + pages.getAddress().getPort() + "/calls.html", SEEN);
        }

        assertThat(seen.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "ID").lines())
                .satisfiesExactly(
                        is("generate 1 2 true"),
                        is("stream image_generation.partial_image image_generation.completed true"),
                        is("too many BadRequestError 400 400 n is 11; allowed are 1 to 10"),
                        is("no model NotFoundError 404 404 model \"gone\" does not exist or is not open to user api;"),
                        is("links in a stream BadRequestError 400 400 a stream has its images in base64;"),
                        is("failed InternalServerError 500 500 inference ID failed:"),
                        is("failed APIError in the stream inference ID failed:"),
                        is("edit 1 true"),
                        is("stream image_edit.partial_image image_edit.completed true"),
                        is("no mask BadRequestError 400 400 mask should be a PNG"),
                        is("variations 2"),
                        is("no number BadRequestError 400 400 n should be a whole number of at least 1"),
                        line -> assertThat(line)
                                .startsWith("models ")
                                .contains(WebUiSimulator.SECOND_MODEL)
                                .endsWith(" " + WebUiSimulator.FIRST_MODEL),
                        is("no model NotFoundError 404 404 model \"gone\" does not exist"),
                        is("no key AuthenticationError 401 401 the API key is missing or wrong"),
                        is("no path NotFoundError 404 404 there is no operation GET \"/v1/files\""));
        assertThat(node.requests("/sdapi/v1/txt2img").stream()
                        .filter(request ->
                                request.body().path("prompt").asText().equals("fails")))
                .as("the client does not try a failed job again")
                .hasSize(2);
        SimulatedRequest edit = node.requests("/sdapi/v1/img2img").get(0);
        assertThat(edit.body().path("mask").asText()).isNotEmpty();
        assertThat(edit.body().path("init_images")).hasSize(1);
    }

    private static Consumer<String> is(String beginning) {
        return line -> assertThat(line).startsWith(beginning);
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(1);
        Path file = path.startsWith("openai/") ? folder.resolve("node_modules").resolve(path) : folder.resolve(path);
        boolean found = Files.isRegularFile(file);
        byte[] content = found ? content(file) : new byte[0];
        exchange.getResponseHeaders().set("Content-Type", path.endsWith(".html") ? "text/html" : "text/javascript");
        exchange.sendResponseHeaders(found ? 200 : 404, found ? content.length : -1);
        try (var body = exchange.getResponseBody()) {
            body.write(content);
        }
    }

    private byte[] content(Path file) throws IOException {
        return file.endsWith("calls.html")
                ? Files.readString(file)
                        .replace("SERVICE", service.url().toString())
                        .replace("API_KEY", AtelierProcess.KEY)
                        .getBytes(UTF_8)
                : Files.readAllBytes(file);
    }
}
