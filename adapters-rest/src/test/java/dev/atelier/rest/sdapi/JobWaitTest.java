package dev.atelier.rest.sdapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.NotificationBus;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a generation is waited for, and by whom. */
class JobWaitTest {

    private static final String TEXT_TO_IMAGE = "/sdapi/v1/txt2img";

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
        InferenceJobId job = goAway(server, "");
        Awaitility.await().until(() -> status(server, job) == InferenceJobStatus.CANCELED);
        Awaitility.await().until(() -> !server.rest.atelier.backend.running().contains(job));
    }

    @Test
    void theJobGoesOnWhereTheSettingSaysSo() throws IOException {
        try (SdapiServer patient = new SdapiServer(Map.of("atelier.sdapi.cancel-on-disconnect", false))) {
            patient.hang();
            InferenceJobId job = goAway(patient, "");
            Awaitility.await().until(() -> waiters(patient, job) == 1);
            assertThat(status(patient, job)).isEqualTo(InferenceJobStatus.INPROGRESS);
        }
    }

    @Test
    void aClientThatHasSentAKeyGetsItsImagesWhenItComesBack() throws IOException {
        server.hang();
        InferenceJobId job = goAway(server, "Idempotency-Key: k\r\n");
        Http again = ann.with("Idempotency-Key", "k");
        AtomicReference<CompletableFuture<HttpResult>> reply = new AtomicReference<>();
        Awaitility.await().until(() -> {
            reply.set(again.sendAsync("POST", TEXT_TO_IMAGE, SdapiServer.BEGUN));
            Awaitility.await().until(() -> reply.get().isDone() || waiters(server, job) == 2);
            return !reply.get().isDone();
        });

        server.end(job);
        assertThat((List<?>) reply.get().join().at("images")).hasSize(1);
    }

    /** Waits for the notification, which comes at once from every replica. */
    @Test
    void theAnswerWaitsBeyondTheBackendsOwnTimeout() {
        server.hang();
        var reply = server.begin(ann);
        InferenceJobId job = server.newest().id();
        server.rest.atelier.backend.endWaiting();
        Awaitility.await().until(() -> waiters(server, job) == 2);

        assertThat(reply).isNotDone();
        server.end(job);
        assertThat(reply.join().at("info")).isEqualTo(SdapiServer.INFO);
    }

    @Test
    void aJobThatIsDeletedMeanwhileIsNotFound() {
        server.hang();
        var reply = server.begin(ann);
        InferenceJobId job = server.newest().id();
        server.rest.atelier.backend.endWaiting();
        Awaitility.await().until(() -> waiters(server, job) == 2);

        server.rest.atelier.jobs.delete(job);
        server.rest.atelier.signals.publish(NotificationBus.jobEndedTopic(job));
        assertThat(reply.join().status()).isEqualTo(404);
        assertThat((String) reply.join().at("detail")).contains("deleted");
    }

    /** More than clients send, and more than there would be threads for on a small machine. */
    @Test
    void manyRequestsWaitAtOnce() {
        server.hang();
        var replies = IntStream.range(0, 60)
                .mapToObj(i -> ann.sendAsync("POST", TEXT_TO_IMAGE, new byte[0]))
                .toList();
        Awaitility.await().until(() -> server.rest.atelier.backend.running().size() == replies.size());
        assertThat(ann.get("/sdapi/v1/progress").status()).isEqualTo(200);
        assertThat(replies).allSatisfy(reply -> assertThat(reply).isNotDone());

        server.rest.atelier.backend.running().forEach(server::end);
        assertThat(replies)
                .allSatisfy(reply -> assertThat(reply.join().at("info")).isEqualTo(SdapiServer.INFO));
    }

    /** Closes the connection while the backend's own timeout is over and the job is still waited for. */
    private static InferenceJobId goAway(SdapiServer from, String header) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", from.rest.uri().getPort())) {
            String login = Base64.getEncoder().encodeToString("ann:secret-of-ann".getBytes(StandardCharsets.UTF_8));
            String head = "POST " + TEXT_TO_IMAGE + " HTTP/1.1\r\nHost: x\r\nAuthorization: Basic " + login + "\r\n"
                    + header + "Content-Length: " + SdapiServer.BEGUN.length + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(SdapiServer.BEGUN);
            Awaitility.await().until(() -> !from.rest.atelier.backend.running().isEmpty());
            InferenceJobId job = from.newest().id();
            from.rest.atelier.backend.endWaiting();
            Awaitility.await().until(() -> waiters(from, job) == 2);
            return job;
        }
    }

    /** One of them is the backend, which is not interrupted by {@code endWaiting}. */
    private static int waiters(SdapiServer of, InferenceJobId job) {
        return of.rest.atelier.signals.waiters(NotificationBus.jobEndedTopic(job));
    }

    private static InferenceJobStatus status(SdapiServer of, InferenceJobId job) {
        return of.rest.atelier.jobs.find(job).orElseThrow().status();
    }
}
