package dev.atelier.rest.event;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.testing.EventStreamClient;
import dev.atelier.domain.event.Event;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server whose streams go on, and three users. */
abstract class EventStreamHarness {

    final List<AutoCloseable> open = new ArrayList<>();
    RestServer server;

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

    final void record(Event event) {
        server.atelier.events.add(event);
        server.atelier.signals.publish(NotificationBus.EVENT_RECORDED);
    }

    final HttpResult get(String user, String path) {
        return server.http().as(user).get(path);
    }

    final EventStreamClient stream(String user, String path, String... more) throws IOException {
        Map<String, String> headers = new HashMap<>(Map.of("x-api-key", RestServer.KEY, "username", user));
        if (more.length > 0) {
            headers.put(more[0], more[1]);
        }
        EventStreamClient client = EventStreamClient.open(URI.create(server.uri() + path), headers);
        open.add(client);
        return client;
    }

    static List<Integer> ids(EventStreamClient stream) {
        return stream.events().stream()
                .map(event -> Integer.valueOf(event.id()))
                .toList();
    }

    static List<Integer> range(int first, int last) {
        return IntStream.rangeClosed(first, last).boxed().toList();
    }
}
