package dev.atelier.application.inference;

import dev.atelier.application.UseCase;
import dev.atelier.application.inference.QueuedJobs.Filter;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.EndpointName;
import java.util.Optional;

/** Lists the jobs that wait or run: the caller's own, or all for administrators. */
@UseCase
public class ListQueue {

    private final QueuedJobs queued;

    public ListQueue(QueuedJobs queued) {
        this.queued = queued;
    }

    /**
     * A page, in order of arrival.
     *
     * @param after the place after which it begins; empty: at the beginning
     */
    public QueuedJobs.Slice list(
            Caller caller, Optional<EndpointName> endpoint, Optional<UserName> user, Optional<Long> after, int limit) {
        caller.require(ResourceType.INFERENCE, Action.LIST);
        return queued.page(new Filter(endpoint, JobScope.of(caller, user)), after.orElse(QueuedJobs.START), limit);
    }
}
