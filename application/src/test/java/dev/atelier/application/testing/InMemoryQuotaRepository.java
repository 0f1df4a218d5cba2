package dev.atelier.application.testing;

import dev.atelier.application.access.QuotaRepository;
import dev.atelier.application.access.RoleRepository;
import dev.atelier.application.access.UserRepository;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.Quota;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UserName;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Quotas in memory; nothing holds them against users. */
public class InMemoryQuotaRepository implements QuotaRepository {

    private final UserRepository users;
    private final RoleRepository roles;
    private final TreeMap<String, Quota> quotas = new TreeMap<>();
    private final Map<UserName, Use> uses = new HashMap<>();

    public InMemoryQuotaRepository(UserRepository users, RoleRepository roles) {
        this.users = users;
        this.roles = roles;
    }

    @Override
    public synchronized List<Quota> ascending(Optional<Principal> after, int limit) {
        return quotas.tailMap(after.map(Principal::toString).orElse(""), false).values().stream()
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<Quota> findAll(Collection<Principal> holders) {
        return quotas.values().stream()
                .filter(quota -> holders.contains(quota.holder()))
                .toList();
    }

    @Override
    public synchronized Use use(UserName user) {
        return uses.getOrDefault(user, new Use(Duration.ZERO, 0, 0));
    }

    /** The user has used that. */
    public synchronized void used(UserName user, Use use) {
        uses.put(user, use);
    }

    @Override
    public synchronized boolean save(Quota quota) {
        String name = quota.holder().name();
        boolean known = quota.holder().kind() == Principal.Kind.USER
                ? users.find(new UserName(name)).isPresent()
                : !roles.findAll(List.of(new RoleName(name))).isEmpty();
        if (known) {
            quotas.put(quota.holder().toString(), quota);
        }
        return known;
    }

    @Override
    public synchronized boolean delete(Principal holder) {
        return quotas.remove(holder.toString()) != null;
    }
}
