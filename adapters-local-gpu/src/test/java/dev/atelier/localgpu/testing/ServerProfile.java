package dev.atelier.localgpu.testing;

import java.util.Set;

/** The kinds of servers that the simulator supports. */
public enum ServerProfile {
    /** Without Loras (the extension is disabled), task ids and a list of schedulers. */
    WEBUI_1_6(Set.of("loras", "refresh-loras", "refresh-embeddings", "schedulers", "scripts"), false, true),
    /** With Loras and task ids, without schedulers. */
    WEBUI_1_8(Set.of("schedulers", "scripts"), true, true),
    /** With schedulers besides samplers, and its scripts listed. */
    WEBUI_1_9(Set.of(), true, true),
    /**
     * One checkpoint, no task status, no interrupt, an empty {@code info}. Settings, scripts, unknown samplers and schedulers,
     * {@code n_iter} and input images that it cannot read are ignored, a batch is limited to 8, and nulls are errors.
     */
    STABLE_DIFFUSION_CPP(
            Set.of(
                    "scripts",
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
                    "interrogate",
                    "rembg"),
            false,
            false);

    private final Set<String> missing;
    private final boolean knowsTaskIds;
    private final boolean withInfo;

    ServerProfile(Set<String> missing, boolean knowsTaskIds, boolean withInfo) {
        this.missing = missing;
        this.knowsTaskIds = knowsTaskIds;
        this.withInfo = withInfo;
    }

    boolean has(String route) {
        return !missing.contains(route);
    }

    boolean knowsTaskIds() {
        return knowsTaskIds;
    }

    /** Whether responses report the parameters of the images, and requests can choose the checkpoint. */
    boolean isWebUi() {
        return withInfo;
    }
}
