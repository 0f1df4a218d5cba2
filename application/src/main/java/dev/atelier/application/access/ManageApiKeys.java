package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditEntry;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.UserName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * Lists and changes API keys for those who administrate users; requires {@code user:all}. A caller gets no secret that gives more than they
 * hold: that of a bound key takes the permissions of its user, that of another, which acts for every user, takes all.
 */
@UseCase
public class ManageApiKeys {

    private final ApiKeyRepository keys;
    private final UserRepository users;
    private final RoleRepository roles;
    private final AddApiKey add;
    private final RotateApiKey rotate;
    private final RevokeApiKey revoke;
    private final Audit audit;
    private final Clock clock;

    public ManageApiKeys(
            ApiKeyRepository keys,
            UserRepository users,
            RoleRepository roles,
            AddApiKey add,
            RotateApiKey rotate,
            RevokeApiKey revoke,
            Audit audit,
            Clock clock) {
        this.keys = keys;
        this.users = users;
        this.roles = roles;
        this.add = add;
        this.rotate = rotate;
        this.revoke = revoke;
        this.audit = audit;
        this.clock = clock;
    }

    /** A page by name, ascending, after that name. */
    public NamePage<ApiKeyRepository.Entry> list(Caller caller, Optional<String> after, int limit) {
        requireAll(caller);
        return NamePage.cut(
                keys.entries(after, limit + 1), limit, entry -> entry.key().name());
    }

    /**
     * The generated key, as of {@link AddApiKey}.
     *
     * @throws InvalidRequestException if it would have expired already
     */
    public String add(Caller caller, String name, Optional<UserName> boundTo, Optional<Instant> expires) {
        requireAll(caller);
        requireGrantable(caller, boundTo);
        expires.filter(time -> !time.isAfter(clock.instant())).ifPresent(past -> {
            throw new InvalidRequestException("the key would have expired at " + past);
        });
        return add.add(recordedFor(caller), name, boundTo, expires);
    }

    /** The new secret, as of {@link RotateApiKey}. */
    public String rotate(Caller caller, String name, Duration overlap, Optional<Instant> expires) {
        requireAll(caller);
        ApiKey key = ManagedKeys.require(keys, name);
        requireGrantable(caller, Optional.of(key.user()).filter(user -> key.bound()));
        return rotate.rotate(recordedFor(caller), key, overlap, expires);
    }

    /** Revokes the key, as {@link RevokeApiKey}. */
    public void revoke(Caller caller, String name) {
        requireAll(caller);
        revoke.revoke(recordedFor(caller), name);
    }

    private static void requireAll(Caller caller) {
        caller.require(ResourceType.USER, Action.ALL);
    }

    private void requireGrantable(Caller caller, Optional<UserName> boundTo) {
        caller.requireGrantable(boundTo.map(this::permissions).orElseGet(Permission::everything));
    }

    /** Those of a user; none of one who does not exist. */
    private Set<Permission> permissions(UserName user) {
        return users.find(user).stream()
                .flatMap(known -> roles.findAll(known.roles()).stream())
                .map(Role::permissions)
                .flatMap(Set::stream)
                .collect(Collectors.toSet());
    }

    private BiConsumer<AuditEntry.Deed, Runnable> recordedFor(Caller caller) {
        return (deed, change) -> audit.change(caller, deed, change);
    }
}
