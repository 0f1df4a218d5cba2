package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.Quota;
import dev.atelier.domain.access.ResourceType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lists, sets and removes quotas, for those who manage users. */
@UseCase
public class ManageQuotas {

    private final QuotaRepository quotas;

    public ManageQuotas(QuotaRepository quotas) {
        this.quotas = quotas;
    }

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

    /** Sets the quota of a user or role; requires {@code user:all}. */
    public void set(Caller caller, Quota quota) {
        requireAll(caller);
        if (!quotas.save(quota)) {
            throw new NotFoundException(quota.holder().kind().name().toLowerCase(Locale.ROOT) + " "
                    + quota.holder().name() + " not found");
        }
    }

    /** Removes the quota of a user or role, if there is one; requires {@code user:all}. */
    public void remove(Caller caller, Principal holder) {
        requireAll(caller);
        quotas.delete(holder);
    }

    /** Judges the caller before the request is read. */
    public void requireAll(Caller caller) {
        caller.require(ResourceType.USER, Action.ALL);
    }
}
