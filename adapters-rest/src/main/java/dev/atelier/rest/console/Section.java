package dev.atelier.rest.console;

import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Permission;
import io.micronaut.core.annotation.Nullable;

/** The pages of the navigation, in its order. */
enum Section {
    GENERATE("Generate", "/generate", "inference:create"),
    GALLERY("Gallery", "/gallery", "inference:list"),
    QUEUE("Queue", "/queue", "inference:list"),
    MODELS("Models", "/models", "checkpoint:list"),
    ENDPOINTS("Endpoints", "/endpoints", "sagemaker_endpoint:list"),
    NODES("Nodes", "/nodes", "sagemaker_endpoint:list"),
    AUDIT("Audit", "/audit", "user:all");

    private final String title;
    private final String path;
    private final Permission needed;

    Section(String title, String path, String needed) {
        this.title = title;
        this.path = path;
        this.needed = Permission.parse(needed);
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
        return caller != null && caller.holds(needed);
    }
}
