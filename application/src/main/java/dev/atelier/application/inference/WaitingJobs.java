package dev.atelier.application.inference;

import dev.atelier.application.Collaborator;
import dev.atelier.application.NotificationBus;
import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.compute.InferenceRunner;
import dev.atelier.application.endpoint.EndpointLookup;
import dev.atelier.application.inference.QueuedJobs.QueuedJob;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.inference.InferenceJob;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Moves the jobs that wait for an endpoint to another, as far as their users may use that and it can serve them. */
@Collaborator
public class WaitingJobs {

    private static final int PAGE = 100;

    private final QueuedJobs queued;
    private final InferenceQueue queue;
    private final AuthenticateCaller users;
    private final BackendRegistry backendRegistry;
    private final NotificationBus notificationBus;
    private final Audit audit;

    public WaitingJobs(
            QueuedJobs queued,
            InferenceQueue queue,
            AuthenticateCaller users,
            BackendRegistry backendRegistry,
            NotificationBus notificationBus,
            Audit audit) {
        this.queued = queued;
        this.queue = queue;
        this.users = users;
        this.backendRegistry = backendRegistry;
        this.notificationBus = notificationBus;
        this.audit = audit;
    }

    /**
     * What was done.
     *
     * @param moved how many jobs
     * @param left how many of those that were looked at wait where they were
     * @param more whether further ones were not looked at
     */
    public record Result(int moved, int left, boolean more) {}

    /**
     * Moves the oldest first, in portions, each of which is recorded with its entry in the audit log.
     *
     * @param most how many to move
     */
    Result move(Caller caller, Endpoint source, Endpoint target, int most) {
        QueuedJobs.Filter filter = new QueuedJobs.Filter(Optional.of(source.name()), Optional.empty());
        Map<UserName, Boolean> admitted = new HashMap<>();
        int moved = 0;
        int left = 0;
        Optional<Long> after = Optional.of(QueuedJobs.START);
        while (after.isPresent() && moved < most) {
            QueuedJobs.Slice slice = queued.page(filter, after.get(), Math.min(PAGE, most - moved));
            List<InferenceJob> waiting = slice.jobs().stream()
                    .filter(entry -> !entry.running())
                    .map(QueuedJob::job)
                    .toList();
            List<InferenceJob> fitting = waiting.stream()
                    .filter(job -> admitted.computeIfAbsent(job.user(), user -> mayUse(user, target)))
                    .filter(job -> isServed(job, target))
                    .toList();
            int now = fitting.isEmpty() ? 0 : move(caller, source, target, fitting);
            moved += now;
            left += waiting.size() - now;
            after = slice.next();
        }
        if (moved > 0) {
            notificationBus.publish(NotificationBus.JOB_QUEUED);
        }
        return new Result(moved, left, after.isPresent());
    }

    private int move(Caller caller, Endpoint source, Endpoint target, List<InferenceJob> jobs) {
        return audit.change(
                caller,
                () -> queue.move(jobs, InferenceJob.EndpointRef.of(target)).size(),
                moved -> moved == 0
                        ? List.of()
                        : List.of(AuditAction.QUEUE_MOVE.on(
                                "endpoint " + source.name(), moved + " jobs to endpoint " + target.name())));
    }

    private boolean mayUse(UserName user, Endpoint target) {
        return users.find(user)
                .filter(caller -> caller.hasAnyRole(target.roles()))
                .isPresent();
    }

    private boolean isServed(InferenceJob job, Endpoint target) {
        InferenceRunner runner = backendRegistry.runner(target.backend());
        return runner.obstacle(job.movedTo(InferenceJob.EndpointRef.of(target))).isEmpty();
    }

    /** The endpoint of that name, which is to be open to the caller. */
    static Endpoint open(EndpointLookup endpoints, Caller caller, EndpointName name) {
        Endpoint endpoint = endpoints
                .find(name)
                .orElseThrow(() -> new InvalidRequestException("endpoint " + name + " is not found"));
        if (!endpoint.creator().equals(caller.name()) && !caller.hasAnyRole(endpoint.roles())) {
            throw new PermissionDeniedException("endpoint " + name + " is not open to user " + caller.name());
        }
        return endpoint;
    }

    /** The endpoint of that name, if it can take the jobs of the other. */
    static Endpoint requireTarget(EndpointLookup endpoints, Caller caller, Endpoint from, EndpointName target) {
        Endpoint to = open(endpoints, caller, target);
        requireSameKind(from, to);
        return to;
    }

    private static void requireSameKind(Endpoint from, Endpoint to) {
        if (from.id().equals(to.id())) {
            throw new InvalidRequestException("the jobs of endpoint " + from.name() + " wait for it already");
        }
        if (from.type() != to.type() || !from.backend().equals(to.backend())) {
            throw new InvalidRequestException("endpoint " + to.name() + " serves "
                    + to.type().word() + " on " + to.backend() + ", not "
                    + from.type().word() + " on " + from.backend() + " as endpoint " + from.name());
        }
        if (!to.status().serves()) {
            throw new InvalidRequestException(
                    "endpoint " + to.name() + " is " + to.status().word() + "; it takes jobs once it is InService");
        }
    }
}
