package dev.atelier.localgpu.demo;

import dev.atelier.localgpu.demo.diffusion.Sampler;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The requested sampler and the one in effect. WebUI has about thirty samplers, and rejecting those that the demo lacks would
 * reject most real payloads; they are substituted by the closest one that it has, which the infotext records. A name that
 * WebUI does not know either is rejected as in WebUI.
 */
record SamplerSelection(String requested, Sampler effective) {

    private static final Set<String> FRESH_NOISE = Set.of(
            "DPM++ SDE Karras",
            "DPM++ 2M SDE Exponential",
            "DPM++ 2M SDE Karras",
            "DPM2 a",
            "DPM++ 2S a",
            "DPM++ SDE",
            "DPM++ 2M SDE",
            "DPM++ 2M SDE Heun",
            "DPM++ 2M SDE Heun Karras",
            "DPM++ 2M SDE Heun Exponential",
            "DPM++ 3M SDE",
            "DPM++ 3M SDE Karras",
            "DPM++ 3M SDE Exponential",
            "DPM2 a Karras",
            "DPM++ 2S a Karras",
            "Restart",
            "LCM");
    private static final Set<String> NO_FRESH_NOISE = Set.of(
            "DPM++ 2M Karras",
            "LMS",
            "Heun",
            "DPM2",
            "DPM fast",
            "DPM adaptive",
            "LMS Karras",
            "DPM2 Karras",
            "PLMS",
            "UniPC");

    static SamplerSelection of(String name) {
        Optional<Sampler> own = Sampler.named(name);
        if (own.isPresent()) {
            return new SamplerSelection(own.get().title(), own.get());
        }
        if (FRESH_NOISE.contains(name)) {
            return new SamplerSelection(name, Sampler.EULER_A);
        }
        if (NO_FRESH_NOISE.contains(name)) {
            return new SamplerSelection(name, Sampler.DPM_2M);
        }
        throw WebUiErrorException.http(404, "Sampler not found");
    }

    /** The names that {@link #of} takes, other than those of the node's own samplers. */
    static Stream<String> substituted() {
        return Stream.of(FRESH_NOISE, NO_FRESH_NOISE).flatMap(Set::stream).sorted();
    }

    boolean isSubstituted() {
        return !effective.title().equals(requested);
    }
}
