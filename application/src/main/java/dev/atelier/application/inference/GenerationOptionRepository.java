package dev.atelier.application.inference;

import dev.atelier.domain.access.UserName;
import java.util.Map;

/** The options that users have set for their generations. They go with their user. Thread-safe. */
public interface GenerationOptionRepository {

    /** The user's options by name; values are those of JSON, null included. */
    Map<String, Object> find(UserName user);

    /** Sets these options of a user who exists, and leaves the user's others as they are. */
    void save(UserName user, Map<String, Object> options);
}
