package dev.atelier.rest.openai;

import io.micronaut.context.annotation.Context;
import io.micronaut.core.annotation.Nullable;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The models that the settings name. Created at startup, so that an invalid setting fails it. Immutable. */
@Context
class ModelAliases {

    private final Map<String, ModelAlias> byName = new TreeMap<>();

    ModelAliases(Collection<ModelAlias> aliases) {
        aliases.forEach(alias -> byName.put(alias.name(), alias));
    }

    /** By name. */
    Collection<ModelAlias> all() {
        return byName.values();
    }

    /** The alias of that name; without a name the only one there is. */
    Optional<ModelAlias> find(@Nullable String name) {
        if (name != null) {
            return Optional.ofNullable(byName.get(name));
        }
        return byName.size() == 1 ? byName.values().stream().findFirst() : Optional.empty();
    }
}
