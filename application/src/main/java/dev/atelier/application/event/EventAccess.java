package dev.atelier.application.event;

import dev.atelier.domain.NotSupportedException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.event.EventType;
import java.util.Comparator;
import java.util.Set;

/** What is required of those who ask for events. */
public final class EventAccess {

    private EventAccess() {}

    /** @throws dev.atelier.domain.access.PermissionDeniedException if the caller may see events of none of these types */
    public static void requireOneOf(Caller caller, Set<EventType> types) {
        if (types.stream().map(EventType::permission).noneMatch(caller::holds)) {
            Permission missing =
                    types.stream().min(Comparator.naturalOrder()).orElseThrow().permission();
            caller.require(missing.resource(), missing.action());
        }
    }

    /** @throws NotSupportedException if events are switched off */
    public static void requireRecording(EventLog log) {
        if (!log.isRecording()) {
            throw new NotSupportedException("this installation records no events (atelier.events.retention is 0)");
        }
    }
}
