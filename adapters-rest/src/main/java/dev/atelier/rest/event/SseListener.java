package dev.atelier.rest.event;

import dev.atelier.application.event.EventListener;
import dev.atelier.application.event.RecordedEvent;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.Serdeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import reactor.core.publisher.FluxSink;

/**
 * Writes messages as server-sent events, all that are there at once in one piece. Each has data, without which clients do not
 * fire it or fail, and an id, from which they resume.
 */
final class SseListener implements EventListener {

    private final FluxSink<String> sink;
    private final JsonMapper mapper;

    SseListener(FluxSink<String> sink, JsonMapper mapper) {
        this.sink = sink;
        this.mapper = mapper;
    }

    /** The data of a message that is no event. */
    @Serdeable
    record Notice(String type, String message) {}

    @Override
    public boolean isReady() {
        return sink.requestedFromDownstream() > 0;
    }

    @Override
    public void send(Message message) {
        sink.next(
                switch (message.kind()) {
                    case OPENED -> notice(message, "stream.opened", "events after this id follow");
                    case GAP ->
                        notice(
                                message,
                                "stream.gap",
                                "events before this id are not kept any more, or are not of this installation; read the lists"
                                        + " again");
                    case HEARTBEAT -> notice(message, "stream.heartbeat", "no event for a while");
                    case EVENTS -> events(message);
                });
    }

    @Override
    public void end() {
        sink.complete();
    }

    private String events(Message message) {
        StringBuilder text = new StringBuilder();
        for (RecordedEvent event : message.events()) {
            EventView view = EventView.of(event);
            text.append(block(view.id(), view.type(), view));
        }
        return text.toString();
    }

    private String notice(Message message, String type, String text) {
        return block(message.position(), type, new Notice(type, text));
    }

    private String block(long id, String type, Object data) {
        try {
            return "id: " + id + "\nevent: " + type + "\ndata: " + mapper.writeValueAsString(data) + "\n\n";
        } catch (IOException e) {
            throw new UncheckedIOException("writing JSON to memory", e);
        }
    }
}
