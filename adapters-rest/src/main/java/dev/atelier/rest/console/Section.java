package dev.atelier.rest.console;

import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Permission;
import io.micronaut.core.annotation.Nullable;
import java.util.Optional;

/** The pages of the navigation, in its order. */
enum Section {
    OVERVIEW("Overview", "", null),
    GENERATE("Generate", "/generate", "inference:create"),
    GALLERY("Gallery", "/gallery", "inference:list"),
    QUEUE("Queue", "/queue", "inference:list"),
    MODELS("Models", "/models", "checkpoint:list"),
    ENDPOINTS("Endpoints", "/endpoints", "sagemaker_endpoint:list"),
    NODES("Nodes", "/nodes", "sagemaker_endpoint:list"),
    USERS("Users", "/users", "user:list"),
    ROLES("Roles", "/roles", "role:list"),
    QUOTAS("Quotas", "/quotas", "user:list"),
    KEYS("API keys", "/keys", "user:all"),
    AUDIT("Audit", "/audit", "user:all");

    private final String title;
    private final String path;
    private final Optional<Permission> needed;

    /** @param needed the permission without which there is nothing to see; null: none */
    Section(String title, String path, @Nullable String needed) {
        this.title = title;
        this.path = path;
        this.needed = Optional.ofNullable(needed).map(Permission::parse);
    }

    String title() {
        return title;
    }

    /** Below the console's own. */
    String path() {
        return path;
    }

    /** Whether the page has anything for the caller. */
    boolean isOpenTo(@Nullable Caller caller) {
        return caller != null && needed.map(caller::holds).orElse(true);
    }
}
