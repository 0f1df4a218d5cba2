package dev.atelier.application.inference;

import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.inference.QueuedJobs.Filter;
import dev.atelier.application.inference.QueuedJobs.QueuedJob;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.inference.InferenceJob;
import java.util.Optional;
import java.util.stream.Stream;

/** Cancels many of the jobs that wait, and those that run if that is asked for, and keeps their records. */
@UseCase
public class CancelQueue {

    /** How many jobs one call cancels, so that it takes seconds. */
    public static final int MOST = 1000;

    private static final int PAGE = 100;

    private final QueuedJobs queued;
    private final BackendRegistry backendRegistry;
    private final CompleteInference complete;
    private final Audit audit;

    public CancelQueue(QueuedJobs queued, BackendRegistry backendRegistry, CompleteInference complete, Audit audit) {
        this.queued = queued;
        this.backendRegistry = backendRegistry;
        this.complete = complete;
        this.audit = audit;
    }

    /**
     * Which jobs.
     *
     * @param all whether all are meant that the caller may cancel; true exactly where neither endpoint nor user is given
     * @param running whether those that run are canceled as well
     */
    public record Command(Optional<EndpointName> endpoint, Optional<UserName> user, boolean all, boolean running) {

        /** @throws InvalidRequestException if it is not clear what is meant */
        public Command {
            boolean named = endpoint.isPresent() || user.isPresent();
            if (named == all) {
                throw new InvalidRequestException(
                        all
                                ? "all is true, so neither endpoint_name nor user may be given"
                                : "which jobs? Give endpoint_name, user or both, or all as true");
            }
        }
    }

    /**
     * What was done.
     *
     * @param canceled how many jobs this call canceled
     * @param more whether further ones fit, as one call cancels {@link #MOST}
     */
    public record Result(int canceled, boolean more) {}

    /** To be called before the body of a request is read. */
    public void requireAny(Caller caller) {
        caller.require(ResourceType.INFERENCE, Action.ALL);
    }

    /**
     * Cancels the oldest first. A job that ends in the meantime stays as it is; one that begins to run in the meantime may be
     * canceled with those that wait.
     *
     * @throws dev.atelier.domain.access.PermissionDeniedException if another user's jobs are meant, and the caller is no
     *     administrator
     */
    public Result cancel(Caller caller, Command command) {
        requireAny(caller);
        Filter filter = new Filter(command.endpoint(), JobScope.of(caller, command.user()));
        // Each job is canceled in a transaction of its own, so what is about to happen is recorded before the first.
        audit.record(
                caller, AuditAction.QUEUE_CANCEL.on(subject(command), command.running() ? "with those that run" : ""));
        int canceled = 0;
        Optional<Long> after = Optional.of(QueuedJobs.START);
        while (after.isPresent()) {
            QueuedJobs.Slice slice = queued.page(filter, after.get(), PAGE);
            for (QueuedJob entry : slice.jobs()) {
                if (entry.running() && !command.running()) {
                    continue;
                }
                if (canceled == MOST) {
                    return new Result(canceled, true);
                }
                canceled += cancel(caller, entry.job()) ? 1 : 0;
            }
            after = slice.next();
        }
        return new Result(canceled, false);
    }

    private static String subject(Command command) {
        return Stream.concat(
                        command.endpoint().map(name -> "endpoint " + name).stream(),
                        command.user().map(name -> "user " + name).stream())
                .reduce((endpoint, user) -> endpoint + ", " + user)
                .orElse("all");
    }

    private boolean cancel(Caller caller, InferenceJob job) {
        boolean canceled = complete.complete(job, new InferenceOutcome.Canceled(caller.name()));
        if (canceled) {
            backendRegistry.runner(job.place().backend()).cancel(job);
        }
        return canceled;
    }
}
