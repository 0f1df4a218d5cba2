package dev.atelier.application.activity;

import dev.atelier.application.Collaborator;
import java.util.Collection;
import java.util.List;

/** Passes activities to all that listen. Thread-safe. */
@Collaborator
public class Activities {

    private final List<ActivityListener> listeners;

    public Activities(Collection<ActivityListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /** Passes them to none. */
    public static Activities unheard() {
        return new Activities(List.of());
    }

    /** Never fails, so that what happened is not undone by an error in a report of it. */
    public void report(Activity activity) {
        for (ActivityListener listener : listeners) {
            try {
                listener.on(activity);
            } catch (RuntimeException e) {
                // A listener that cannot count or log has no other way to report it either.
            }
        }
    }
}
