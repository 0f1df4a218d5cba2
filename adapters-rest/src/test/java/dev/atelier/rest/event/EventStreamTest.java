package dev.atelier.rest.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.event.EventFeed;
import dev.atelier.application.testing.EventStreamClient;
import dev.atelier.application.testing.EventStreamClient.Received;
import dev.atelier.application.testing.InMemoryEventLog;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.application.testing.TestTrainings;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.event.Event;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import dev.atelier.rest.testing.TestJson;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventStreamTest {

    private static final String RESUME = "Last-Event-ID";

    private final List<AutoCloseable> open = new ArrayList<>();
    private RestServer server;

    @BeforeEach
    void start() {
        server = RestServer.start(Map.of("atelier.events.stream-lifetime", "1h", "atelier.events.heartbeat", "250ms"));
        server.addUserHolding("ann", "inference:list");
        server.addUserHolding("bob", "inference:list", "train:list", "checkpoint:list", "sagemaker_endpoint:list");
        server.addUserHolding("eve", "user:list");
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        server.close();
    }

    @Test
    void aStreamBeginsAtOnceAndSendsWhatHappensFromThenOn() throws IOException {
        record(Event.created(TestJobs.job().created()));

        EventStreamClient stream = stream("admin", "/events");

        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.header("Content-Type")).isEqualTo("text/event-stream");
        assertThat(stream.header("X-Accel-Buffering")).isEqualTo("no");
        assertThat(stream.header("Cache-Control")).contains("no-cache");
        await().until(() -> !stream.received().isEmpty());
        assertThat(stream.received().get(0))
                .isEqualTo(new Received(
                        "1",
                        "stream.opened",
                        "{\"type\":\"stream.opened\",\"message\":\"events after this id follow\"}"));

        InferenceJob ended = TestJobs.job().succeeded();
        record(Event.ended(ended));

        await().until(() -> stream.events().size() == 1);
        Received event = stream.events().get(0);
        assertThat(event.id()).isEqualTo("2");
        assertThat(event.event()).isEqualTo("job.ended");
        assertThat(TestJson.read(event.data().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Map.of(
                        "id",
                        2,
                        "type",
                        "job.ended",
                        "time",
                        server.atelier.clock.instant().toString(),
                        "subject",
                        ended.id().toString(),
                        "user",
                        "ann",
                        "status",
                        "succeed",
                        "endpoint_id",
                        ended.place().endpoint().toString()));
    }

    @Test
    void heartbeatsHaveDataAndTheIdToResumeFrom() throws IOException {
        EventStreamClient stream = stream("ann", "/events");
        record(Event.created(TestJobs.job().by("bob").created()));

        await().until(() -> stream.received().stream()
                .anyMatch(one ->
                        one.event().equals("stream.heartbeat") && one.id().equals("1")));
        assertThat(stream.events()).as("it is another user's").isEmpty();
        assertThat(stream.received())
                .allSatisfy(one -> assertThat(one.data()).startsWith("{\"type\":\"" + one.event() + "\""));
    }

    @Test
    void aStreamIsResumedWithoutAGap() throws IOException {
        IntStream.range(0, 700).forEach(i -> record(Event.created(TestJobs.job().created())));

        EventStreamClient resumed = stream("ann", "/events", RESUME, "5");
        EventStreamClient begun = stream("ann", "/events?last_event_id=690");
        EventStreamClient both = stream("ann", "/events?last_event_id=1", RESUME, "699");
        record(Event.created(TestJobs.job().created()));

        await().until(() -> resumed.events().size() >= 696 && begun.events().size() >= 11);
        assertThat(ids(resumed)).isEqualTo(range(6, 701));
        assertThat(ids(begun)).isEqualTo(range(691, 701));
        await().until(() -> both.events().size() >= 2);
        assertThat(ids(both)).as("browsers repeat the query").isEqualTo(range(700, 701));
    }

    @Test
    void anIdThatIsNotKeptAnyMoreOrUnknownIsReportedBeforeTheRest() throws IOException {
        IntStream.range(0, 5).forEach(i -> record(Event.created(TestJobs.job().created())));
        server.atelier.clock.pass(InMemoryEventLog.RETENTION.plusSeconds(1));
        record(Event.created(TestJobs.job().created()));
        server.atelier.events.removeExpired(100);

        EventStreamClient old = stream("ann", "/events?last_event_id=3");
        EventStreamClient kept = stream("ann", "/events?last_event_id=5");
        EventStreamClient unknown = stream("ann", "/events?last_event_id=99");

        await().until(() -> old.events().size() == 1 && kept.events().size() == 1);
        assertThat(old.received()).extracting(Received::event).startsWith("stream.opened", "stream.gap", "job.created");
        assertThat(kept.received()).extracting(Received::event).startsWith("stream.opened", "job.created");
        await().until(() -> unknown.received().size() >= 2);
        assertThat(unknown.received())
                .extracting(Received::event, Received::id)
                .startsWith(tuple("stream.opened", "6"), tuple("stream.gap", "6"));
    }

    @Test
    void everyoneSeesWhatTheirListsShow() throws IOException {
        EventStreamClient admin = stream("admin", "/events");
        EventStreamClient ann = stream("ann", "/events");
        EventStreamClient bob = stream("bob", "/events");
        EventStreamClient jobs = stream("admin", "/events?types=job.created,job.ended");

        record(Event.created(TestJobs.job().by("ann").created()));
        record(Event.created(TestJobs.job().by("bob").created()));
        record(Event.changed(TestEndpoints.endpoint().openTo("bob").build()));
        record(Event.changed(TestEndpoints.endpoint().openTo("others").build()));
        record(Event.changed(TestCheckpoints.checkpoint().openTo("*").build()));
        record(Event.changed(TestTrainings.training().by("ann").initial()));
        record(Event.changed(TestTrainings.training().by("bob").initial()));
        record(Event.ended(TestJobs.job().by("ann").succeeded()));

        await().until(() -> admin.events().size() == 8);
        assertThat(ids(admin)).isEqualTo(range(1, 8));
        await().until(() -> ann.events().size() == 2);
        assertThat(ids(ann)).isEqualTo(List.of(1, 8));
        await().until(() -> bob.events().size() == 4);
        assertThat(ids(bob)).isEqualTo(List.of(2, 3, 5, 7));
        await().until(() -> jobs.events().size() == 3);
        assertThat(ids(jobs)).isEqualTo(List.of(1, 2, 8));
    }

    @Test
    void aPermissionThatIsRevokedHoldsForOpenStreams() throws IOException {
        EventStreamClient ann = stream("ann", "/events");
        record(Event.created(TestJobs.job().by("ann").created()));
        await().until(() -> ann.events().size() == 1);

        server.addUserHolding("ann", "train:list");
        await().until(() -> {
            record(Event.created(TestJobs.job().by("ann").created()));
            long last = server.atelier.events.range().last();
            await().until(() -> ann.lastId().map(Long::valueOf).orElse(0L) >= last);
            return !ann.events().get(ann.events().size() - 1).id().equals(Long.toString(last));
        });
        assertThat(ann.hasEnded()).isFalse();

        server.atelier.users.delete(List.of(new UserName("ann")));
        await().until(ann::hasEnded);
    }

    @Test
    void whatCannotBeServedIsRejected() throws IOException {
        assertThat(get("eve", "/events").rejects(403).message()).contains("inference:list");
        get("ann", "/events?types=training.changed").rejects(403);
        assertThat(get("ann", "/events?types=job.gone").rejects(400).message()).contains("job.gone", "job.ended");
        get("ann", "/events?last_event_id=x").rejects(400);
        get("ann", "/events?last_event_id=1234567890123456789").rejects(400);
        assertThat(server.http().without("x-api-key").get("/events").status()).isEqualTo(403);
        server.atelier.events.stopRecording();
        assertThat(get("ann", "/events").rejects(501).message()).contains("atelier.events.retention");
    }

    @Test
    void aUserHasAFewStreamsAndTheirEndFreesThem() throws IOException {
        EventStreamClient first = stream("ann", "/events");
        stream("ann", "/events");
        stream("ann", "/events");

        assertThat(get("ann", "/events").rejects(429).message()).contains("3");
        assertThat(stream("bob", "/events").status()).isEqualTo(200);

        first.close();
        await().until(() -> server.bean(EventFeed.class).size() == 3);
        assertThat(stream("ann", "/events").status()).isEqualTo(200);
    }

    /** Its socket fills up; the others go on, and nothing is kept for it. */
    @Test
    void aClientThatDoesNotReadHoldsNoOtherUp() throws IOException {
        Socket stalled = new Socket("127.0.0.1", server.uri().getPort());
        open.add(stalled);
        stalled.getOutputStream()
                .write(("GET /events HTTP/1.1\r\nHost: a\r\nx-api-key: " + RestServer.KEY + "\r\nusername: ann\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        await().until(() -> server.bean(EventFeed.class).size() == 1);
        EventStreamClient reader = stream("ann", "/events");
        await().until(() -> !reader.received().isEmpty());

        IntStream.range(0, 40_000)
                .forEach(i -> record(Event.created(TestJobs.job().created())));

        await().until(() -> reader.events().size() == 40_000);
        assertThat(ids(reader)).isEqualTo(range(1, 40_000));
    }

    @Test
    void aServerThatStopsEndsItsStreams() throws IOException {
        EventStreamClient stream = stream("ann", "/events");
        await().until(() -> !stream.received().isEmpty());

        server.close();

        await().until(stream::hasEnded);
    }

    private void record(Event event) {
        server.atelier.events.add(event);
        server.atelier.signals.publish(NotificationBus.EVENT_RECORDED);
    }

    private HttpResult get(String user, String path) {
        return server.http().as(user).get(path);
    }

    private EventStreamClient stream(String user, String path, String... more) throws IOException {
        Map<String, String> headers = new HashMap<>(Map.of("x-api-key", RestServer.KEY, "username", user));
        if (more.length > 0) {
            headers.put(more[0], more[1]);
        }
        EventStreamClient client = EventStreamClient.open(URI.create(server.uri() + path), headers);
        open.add(client);
        return client;
    }

    private static List<Integer> ids(EventStreamClient stream) {
        return stream.events().stream()
                .map(event -> Integer.valueOf(event.id()))
                .toList();
    }

    private static List<Integer> range(int first, int last) {
        return IntStream.rangeClosed(first, last).boxed().toList();
    }
}
