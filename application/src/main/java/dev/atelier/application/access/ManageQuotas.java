package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.Quota;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists, sets and removes quotas, for those who manage users. */
@UseCase
public class ManageQuotas {

    private final QuotaRepository quotas;
    private final UserRepository users;
    private final Audit audit;

    public ManageQuotas(QuotaRepository quotas, UserRepository users, Audit audit) {
        this.quotas = quotas;
        this.users = users;
        this.audit = audit;
    }

    /**
     * How a user stands.
     *
     * @param gpuSecondsPerDay the limit that holds for them; empty: none
     * @param jobsWaiting as above
     * @param jobsPerMinute as above
     */
    public record Standing(
            Optional<Integer> gpuSecondsPerDay,
            Optional<Integer> jobsWaiting,
            Optional<Integer> jobsPerMinute,
            QuotaRepository.Use use) {}

    /**
     * A page by holder; requires {@code user:list}.
     *
     * @param after the holder after whom it begins; empty: at the beginning
     */
    public NamePage<Quota> list(Caller caller, Optional<Principal> after, int limit) {
        caller.require(ResourceType.USER, Action.LIST);
        List<Quota> found = quotas.ascending(after, limit + 1);
        return NamePage.cut(found, limit, Quota::holder);
    }

    /**
     * What holds for a user, and what they have used of it. Users see that of their own; others' requires {@code user:all}.
     *
     * @throws NotFoundException if there is no such user
     */
    public Standing standing(Caller caller, UserName user) {
        caller.requireOwnership(user, "the use of user " + user);
        User known = users.find(user).orElseThrow(() -> new NotFoundException("user " + user + " not found"));
        Principal own = Principal.of(user);
        List<Quota> all = quotas.findAll(
                Stream.concat(Stream.of(own), known.roles().stream().map(Principal::of))
                        .toList());
        List<Quota> holding =
                all.stream().filter(quota -> quota.holder().equals(own)).toList();
        List<Quota> limits = holding.isEmpty() ? all : holding;
        return new Standing(
                greatest(limits, Quota::gpuSecondsPerDay),
                greatest(limits, Quota::jobsWaiting),
                greatest(limits, Quota::jobsPerMinute),
                quotas.use(user));
    }

    private static Optional<Integer> greatest(List<Quota> limits, Function<Quota, Optional<Integer>> number) {
        return limits.stream().map(number).flatMap(Optional::stream).max(Integer::compare);
    }

    /** Sets the quota of a user or role; requires {@code user:all}. */
    public void set(Caller caller, Quota quota) {
        requireAll(caller);
        boolean found = audit.changeIf(
                caller, AuditAction.QUOTA_SET.on(quota.holder(), limits(quota)), () -> quotas.save(quota));
        if (!found) {
            throw new NotFoundException(quota.holder().kind().name().toLowerCase(Locale.ROOT) + " "
                    + quota.holder().name() + " not found");
        }
    }

    /** Removes the quota of a user or role, if there is one; requires {@code user:all}. */
    public void remove(Caller caller, Principal holder) {
        requireAll(caller);
        audit.changeIf(caller, AuditAction.QUOTA_DELETE.on(holder), () -> quotas.delete(holder));
    }

    /** Judges the caller before the request is read. */
    public void requireAll(Caller caller) {
        caller.require(ResourceType.USER, Action.ALL);
    }

    private static String limits(Quota quota) {
        return Stream.of(
                        limit("GPU-seconds per day", quota.gpuSecondsPerDay()),
                        limit("jobs waiting", quota.jobsWaiting()),
                        limit("jobs per minute", quota.jobsPerMinute()))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
    }

    private static Optional<String> limit(String of, Optional<Integer> number) {
        return number.map(most -> most + " " + of);
    }
}
