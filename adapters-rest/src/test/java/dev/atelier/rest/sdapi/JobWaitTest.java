package dev.atelier.rest.sdapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.TestJson;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a generation is waited for, and by whom. */
class JobWaitTest {

    private SdapiServer server;
    private Http ann;

    @BeforeEach
    void start() {
        server = new SdapiServer(Map.of());
        ann = server.ann();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aClientThatGoesAwayCancelsItsJob() throws IOException {
        server.hang();
        int before = server.rest.atelier.backend.running().size();
        try (Socket socket = new Socket("127.0.0.1", server.rest.uri().getPort())) {
            String body = "{\"prompt\": \"x\"}";
            String login = Base64.getEncoder().encodeToString("ann:secret-of-ann".getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream()
                    .write(("POST /sdapi/v1/txt2img HTTP/1.1\r\nHost: x\r\nAuthorization: Basic " + login
                                    + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.UTF_8));
            Awaitility.await().until(() -> server.rest.atelier.backend.running().size() > before);
        }
        var job = server.rest
                .atelier
                .jobs
                .page(Optional.empty(), Optional.empty(), Optional.empty(), 1)
                .items()
                .get(0);
        Awaitility.await()
                .until(() ->
                        server.rest.atelier.jobs.find(job.id()).orElseThrow().status() == InferenceJobStatus.CANCELED);
        Awaitility.await().until(() -> server.rest.atelier.backend.running().size() == before);
    }

    @Test
    void theAnswerWaitsBeyondTheBackendsOwnTimeout() {
        server.hang();
        int before = server.rest.atelier.backend.running().size();
        var reply = ann.sendAsync(
                "POST",
                "/sdapi/v1/txt2img",
                TestJson.write(Map.of("prompt", "x")).getBytes(StandardCharsets.UTF_8));
        Awaitility.await().until(() -> server.rest.atelier.backend.running().size() > before);
        server.rest.atelier.backend.endWaiting();
        var job = server.newest();

        assertThat(reply).isNotDone();
        server.rest.atelier.complete.complete(job, server.result(job));
        assertThat(reply.join().at("info")).isEqualTo(SdapiServer.INFO);
    }

    /** More than clients send, and more than there would be threads for on a small machine. */
    @Test
    void manyRequestsWaitAtOnce() {
        server.hang();
        var replies = IntStream.range(0, 60)
                .mapToObj(i -> ann.sendAsync("POST", "/sdapi/v1/txt2img", new byte[0]))
                .toList();
        Awaitility.await().until(() -> server.rest.atelier.backend.running().size() == replies.size());
        assertThat(ann.get("/sdapi/v1/progress").status()).isEqualTo(200);
        assertThat(replies).allSatisfy(reply -> assertThat(reply).isNotDone());

        server.rest.atelier.backend.running().forEach(id -> {
            var job = server.rest.atelier.jobs.find(id).orElseThrow();
            server.rest.atelier.complete.complete(job, server.result(job));
        });
        assertThat(replies)
                .allSatisfy(reply -> assertThat(reply.join().at("info")).isEqualTo(SdapiServer.INFO));
    }
}
