package dev.atelier.bootstrap.description;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A Chromium without a window, driven over its DevTools protocol; it reaches nothing but this machine. */
final class Browser implements AutoCloseable {

    private static final String CHROMIUM = System.getProperty("chromium", "/usr/bin/chromium");
    private static final String LOCAL_ONLY = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE = 180;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final Path profile;

    private Browser(Process process, Path profile) {
        this.process = process;
        this.profile = profile;
    }

    /**
     * The elements of a page once its scripts have drawn it; what they log is in {@code browser.log} of the folder.
     *
     * @param resolving a further rule for the names of hosts; none: empty
     */
    static String draw(String url, Path folder, String resolving) throws IOException, InterruptedException {
        Path elements = folder.resolve("elements.html");
        Process browser = new ProcessBuilder(
                        CHROMIUM,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--enable-logging=stderr",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--host-resolver-rules=" + resolving + LOCAL_ONLY,
                        "--virtual-time-budget=20000",
                        "--dump-dom",
                        url)
                .redirectOutput(elements.toFile())
                .redirectError(folder.resolve("browser.log").toFile())
                .start();
        try {
            assertThat(browser.waitFor(PATIENCE, TimeUnit.SECONDS))
                    .as("Chromium ended")
                    .isTrue();
            return Files.readString(elements);
        } finally {
            browser.destroyForcibly();
        }
    }

    static Browser start(Path folder) throws IOException {
        Path profile = folder.resolve("driven");
        Process process = new ProcessBuilder(
                        CHROMIUM,
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--remote-debugging-address=127.0.0.1",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "--host-resolver-rules=" + LOCAL_ONLY,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("driven.log").toFile())
                .start();
        return new Browser(process, profile);
    }

    /** Opens the page and returns what the script's promise ends with. */
    String run(String url, String script) throws Exception {
        HttpRequest open = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/json/new?" + url))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        String tab = client.send(open, HttpResponse.BodyHandlers.ofString()).body();
        URI socket = URI.create(JSON.readTree(tab).get("webSocketDebuggerUrl").asText());
        JsonNode result = evaluate(socket, script);
        while (result.has("error")) { // the page was replaced by the one that is being loaded
            result = evaluate(socket, script);
        }
        assertThat(result.at("/result/exceptionDetails").isMissingNode())
                .as(result.toString())
                .isTrue();
        return result.at("/result/result/value").asText();
    }

    private JsonNode evaluate(URI tab, String script) throws Exception {
        Answer answer = new Answer();
        WebSocket socket = client.newWebSocketBuilder().buildAsync(tab, answer).get(PATIENCE, TimeUnit.SECONDS);
        Map<String, Object> evaluate = Map.of(
                "id",
                1,
                "method",
                "Runtime.evaluate",
                "params",
                Map.of("expression", script, "awaitPromise", true, "returnByValue", true));
        socket.sendText(JSON.writeValueAsString(evaluate), true);
        try {
            return JSON.readTree(answer.text.get(PATIENCE, TimeUnit.SECONDS));
        } finally {
            socket.abort();
        }
    }

    private int port() throws IOException, InterruptedException {
        Path file = profile.resolve("DevToolsActivePort");
        for (int i = 0; i < PATIENCE * 10; i++) {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            if (lines.size() > 1) {
                return Integer.parseInt(lines.get(0));
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("Chromium has no port for its tools");
    }

    @Override
    public void close() {
        process.destroy();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** The first message. */
    private static final class Answer implements WebSocket.Listener {

        private final CompletableFuture<String> text = new CompletableFuture<>();
        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            parts.append(part);
            if (last) {
                text.complete(parts.toString());
            }
            socket.request(1);
            return null;
        }
    }
}
