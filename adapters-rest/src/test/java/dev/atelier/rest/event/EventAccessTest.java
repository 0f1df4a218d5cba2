package dev.atelier.rest.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.event.EventFeed;
import dev.atelier.application.testing.EventStreamClient;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.application.testing.TestTrainings;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.event.Event;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may have a stream, and of what. */
class EventAccessTest extends EventStreamHarness {

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
}
