package dev.atelier.rest.sdapi;

import dev.atelier.domain.access.UserName;
import dev.atelier.domain.inference.InferenceJobId;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The jobs to which clients gave a name of their own; the latest ones of this process, each user's apart. Thread-safe. */
@SdapiEnabled
@Singleton
class TaskIds {

    private static final int MAX_REMEMBERED = 10_000;

    /** WebUI's own page sends 20 characters. Longer ones are not remembered. */
    private static final int MAX_LENGTH = 200;

    private final Map<Key, InferenceJobId> jobs = new LinkedHashMap<>();

    private record Key(UserName user, String task) {}

    /** From now on this is the user's job of that name. */
    synchronized void remember(UserName user, String task, InferenceJobId job) {
        if (task.isEmpty() || task.length() > MAX_LENGTH) {
            return;
        }
        Key key = new Key(user, task);
        jobs.remove(key);
        jobs.put(key, job);
        if (jobs.size() > MAX_REMEMBERED) {
            jobs.remove(jobs.keySet().iterator().next());
        }
    }

    synchronized Optional<InferenceJobId> find(UserName user, String task) {
        return Optional.ofNullable(jobs.get(new Key(user, task)));
    }
}
