package dev.atelier.application.checkpoint;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.UseCase;
import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lists the checkpoints that are open to the caller, or both to the caller and to another user; of a deleted user those that
 * still bear the name as their creator.
 */
@UseCase
public class ListCheckpoints {

    private final CheckpointRepository checkpoints;
    private final AuthenticateCaller authenticate;

    public ListCheckpoints(CheckpointRepository checkpoints, AuthenticateCaller authenticate) {
        this.checkpoints = checkpoints;
        this.authenticate = authenticate;
    }

    /** Criteria of the list; what is empty does not restrict. {@code page} counts from 1. */
    public record Query(
            Optional<UserName> user,
            Collection<CheckpointType> types,
            Collection<CheckpointStatus> statuses,
            Set<Principal> roles,
            int page,
            int perPage) {}

    /** As {@link #list}, of the search; those after the cursor. */
    public Page<Checkpoint> search(
            Caller caller,
            Collection<CheckpointType> types,
            Collection<CheckpointStatus> statuses,
            Optional<UserName> creator,
            CheckpointSearch search,
            Optional<Cursor> after,
            int limit) {
        return checkpoints.page(filter(caller, types, statuses, creator, search), after, limit);
    }

    /** As above, a numbered page. */
    public CheckpointRepository.Slice search(
            Caller caller,
            Collection<CheckpointType> types,
            Collection<CheckpointStatus> statuses,
            Optional<UserName> creator,
            CheckpointSearch search,
            int page,
            int perPage) {
        return checkpoints.find(filter(caller, types, statuses, creator, search), page, perPage);
    }

    private static CheckpointRepository.Filter filter(
            Caller caller,
            Collection<CheckpointType> types,
            Collection<CheckpointStatus> statuses,
            Optional<UserName> creator,
            CheckpointSearch search) {
        caller.require(ResourceType.CHECKPOINT, Action.LIST);
        CheckpointRepository.Filter visible = CheckpointRepository.Filter.visibleTo(caller, types, statuses, Set.of())
                .foundBy(search);
        return creator.map(visible::madeBy).orElse(visible);
    }

    public CheckpointRepository.Slice list(Caller caller, Query query) {
        caller.require(ResourceType.CHECKPOINT, Action.LIST);
        CheckpointRepository.Filter visible =
                CheckpointRepository.Filter.visibleTo(caller, query.types(), query.statuses(), query.roles());
        return checkpoints.find(
                query.user().map(user -> about(user, visible)).orElse(visible), query.page(), query.perPage());
    }

    private CheckpointRepository.Filter about(UserName user, CheckpointRepository.Filter visible) {
        return authenticate.find(user).map(visible::alsoVisibleTo).orElseGet(() -> {
            requireCreator(user);
            return visible.madeBy(user);
        });
    }

    private void requireCreator(UserName user) {
        CheckpointRepository.Filter made =
                new CheckpointRepository.Filter(List.of(), List.of(), List.of()).madeBy(user);
        if (checkpoints.find(made, 1, 1).total() == 0) {
            throw new InvalidRequestException("user: " + TextSanitizer.quote(user.value()) + " not exist");
        }
    }
}
