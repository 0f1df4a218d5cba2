package dev.atelier.rest.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.event.EventFeed;
import dev.atelier.application.testing.EventStreamClient;
import dev.atelier.application.testing.EventStreamClient.Received;
import dev.atelier.application.testing.InMemoryEventLog;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.event.Event;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.rest.testing.RestServer;
import dev.atelier.rest.testing.TestJson;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventStreamTest extends EventStreamHarness {

    private static final String RESUME = "Last-Event-ID";

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

    /** A packed stream would hold events back. */
    @Test
    void aStreamIsNotPacked() throws IOException {
        EventStreamClient stream = stream("ann", "/events", "Accept-Encoding", "gzip, deflate");
        record(Event.created(TestJobs.job().created()));

        await().until(() -> stream.events().size() == 1);
        assertThat(stream.header("Content-Encoding")).isIn(null, "identity");
    }

    @Test
    void withoutALifetimeAStreamEndsWithWhatIsThere() throws IOException {
        server.close();
        server = RestServer.start();
        server.addUserHolding("ann", "inference:list");
        IntStream.range(0, 300).forEach(i -> record(Event.created(TestJobs.job().created())));

        EventStreamClient stream = stream("ann", "/events?last_event_id=0");

        await().until(stream::hasEnded);
        assertThat(ids(stream)).isEqualTo(range(1, 300));
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
        assertThat(old.received())
                .extracting(Received::event, Received::id)
                .as("the gap is not lost with the connection")
                .startsWith(tuple("stream.opened", "3"), tuple("stream.gap", "5"), tuple("job.created", "6"));
        assertThat(kept.received()).extracting(Received::event).startsWith("stream.opened", "job.created");
        await().until(() -> unknown.received().size() >= 2);
        assertThat(unknown.received())
                .extracting(Received::event, Received::id)
                .startsWith(tuple("stream.opened", "99"), tuple("stream.gap", "6"));
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

        await().atMost(Duration.ofMinutes(2)).until(() -> reader.events().size() == 40_000);
        assertThat(ids(reader)).isEqualTo(range(1, 40_000));
    }

    @Test
    void aServerThatStopsEndsItsStreams() throws IOException {
        EventStreamClient stream = stream("ann", "/events");
        await().until(() -> !stream.received().isEmpty());

        server.close();

        await().until(stream::hasEnded);
    }
}
