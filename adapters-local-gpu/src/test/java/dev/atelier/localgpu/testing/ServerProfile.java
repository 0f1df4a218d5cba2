package dev.atelier.localgpu.testing;

import java.util.Set;

/** The kinds of server that the simulator can be. */
public enum ServerProfile {
    /** Without Loras (the extension is switched off), task ids and a list of schedulers. */
    WEBUI_1_6(Set.of("loras", "refresh-loras", "refresh-embeddings", "schedulers"), false, true),
    /** With Loras and task ids, without schedulers. */
    WEBUI_1_8(Set.of("schedulers"), true, true),
    /** With schedulers besides samplers. */
    WEBUI_1_9(Set.of(), true, true),
    /** One checkpoint, no queue to look into, no interrupt, an empty {@code info}; settings of requests are ignored. */
    STABLE_DIFFUSION_CPP(
            Set.of(
                    "sd-vae",
                    "embeddings",
                    "hypernetworks",
                    "progress",
                    "interrupt",
                    "refresh-checkpoints",
                    "refresh-vae",
                    "refresh-loras",
                    "refresh-embeddings",
                    "extra-single-image",
                    "extra-batch-images",
                    "rembg"),
            false,
            false);

    private final Set<String> missing;
    private final boolean knowsTaskIds;
    private final boolean tells;

    ServerProfile(Set<String> missing, boolean knowsTaskIds, boolean tells) {
        this.missing = missing;
        this.knowsTaskIds = knowsTaskIds;
        this.tells = tells;
    }

    boolean has(String route) {
        return !missing.contains(route);
    }

    boolean knowsTaskIds() {
        return knowsTaskIds;
    }

    /** Whether its answers say how the pictures came about, and its requests choose the checkpoint. */
    boolean isWebUi() {
        return tells;
    }
}
