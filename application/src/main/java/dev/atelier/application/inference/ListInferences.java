package dev.atelier.application.inference;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.audit.AuditEntry;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.TaskType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lists jobs: the caller's own, or all for administrators. */
@UseCase
public class ListInferences {

    /** A database reads these in some hundredths of a second. */
    static final int LOOKED_AT = 5000;

    private final InferenceJobRepository jobs;
    private final Audit audit;

    public ListInferences(InferenceJobRepository jobs, Audit audit) {
        this.jobs = jobs;
        this.audit = audit;
    }

    /** A page, newest first. */
    public Page<InferenceJob> list(
            Caller caller, Optional<UserName> user, Optional<TaskType> task, Optional<Cursor> after, int limit) {
        caller.require(ResourceType.INFERENCE, Action.LIST);
        Page<InferenceJob> page = jobs.page(JobScope.of(caller, user), task, after, limit);
        recordOthers(caller, page.items());
        return page;
    }

    /** A page of those that fit, newest first: of {@value #LOOKED_AT} jobs, after which the next page goes on. */
    public InferenceJobRepository.Found search(
            Caller caller,
            Optional<UserName> user,
            InferenceJobRepository.Search search,
            Optional<Cursor> after,
            int limit) {
        if (search.model().isEmpty() && search.text().isEmpty()) {
            return new InferenceJobRepository.Found(list(caller, user, search.task(), after, limit), false);
        }
        caller.require(ResourceType.INFERENCE, Action.LIST);
        InferenceJobRepository.Found found = jobs.search(JobScope.of(caller, user), search, after, limit, LOOKED_AT);
        recordOthers(caller, found.page().items());
        return found;
    }

    private void recordOthers(Caller caller, List<InferenceJob> read) {
        Map<UserName, Long> others = read.stream()
                .map(InferenceJob::user)
                .filter(owner -> !owner.equals(caller.name()))
                .collect(Collectors.groupingBy(owner -> owner, Collectors.counting()));
        if (!others.isEmpty()) {
            List<AuditEntry.Deed> deeds = new ArrayList<>();
            others.forEach((owner, count) -> deeds.add(AuditAction.JOB_LIST.on(owner, "jobs: " + count)));
            audit.record(caller, deeds);
        }
    }
}
