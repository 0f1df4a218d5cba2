package dev.atelier.application.event;

import dev.atelier.application.UseCase;

/** Opens a stream of the events that the caller may see: of what the lists of jobs, endpoints, checkpoints and trainings show. */
@UseCase
public class FollowEvents {

    private final EventLog log;
    private final EventFeed feed;

    public FollowEvents(EventLog log, EventFeed feed) {
        this.log = log;
        this.feed = feed;
    }

    /**
     * Opens a stream; close it when it is not needed any more.
     *
     * @throws dev.atelier.domain.NotSupportedException if events are switched off
     */
    public EventStream open(EventStream.Request request) {
        EventAccess.requireOneOf(request.caller(), request.types());
        EventAccess.requireRecording(log);
        return feed.open(request);
    }
}
